/** The ids of a page. */
export interface IdPage {
  readonly ids: readonly number[];
  /** The last id of the page if there are more; null on the last page. */
  readonly next: number | null;
}

/** The first `limit` of these ids. To know whether there are more, ask for one more than the limit. */
export const firstOf = (ids: readonly number[], limit: number): IdPage => ({
  ids: ids.slice(0, limit),
  next: ids.length > limit ? (ids[limit - 1] ?? null) : null,
});
