/** A field as it was written: text, or the JSON value in its place. */
export interface WrittenField {
  readonly name: string;
  readonly value: unknown;
  /** Where the field is one of a list, such as `contact[groups][]`. */
  readonly list?: ListPlace;
}

/** A place in a list that comes item by item. The items of one spelling are one list. */
export interface ListPlace {
  readonly spelling: string;
  /** The index that was written, if one was. Each may come once. */
  readonly index: string | null;
}

/** The fields as they arrived: every value of every name. */
export type GivenFields = ReadonlyMap<string, readonly unknown[]>;

export const givenFields = (parts: readonly WrittenField[]): GivenFields => {
  const given = new Map<string, unknown[]>();
  const lists = new Map<string, OpenList>();
  for (const { name, value, list } of parts) {
    const values = given.get(name) ?? [];
    given.set(name, values);
    if (list === undefined) values.push(value);
    else values.push(...asNew(lists, list, value));
  }
  return given;
};

interface OpenList {
  readonly items: unknown[];
  readonly indexes: Set<string>;
}

/** Puts an item into its list. It returns the list where it is new, to be one more value of its field. */
const asNew = (lists: Map<string, OpenList>, { spelling, index }: ListPlace, value: unknown): unknown[] => {
  const items = Array.isArray(value) ? (value as unknown[]) : [value];
  const open = lists.get(spelling);
  if (open !== undefined && (index === null || !open.indexes.has(index))) {
    open.items.push(...items);
    if (index !== null) open.indexes.add(index);
    return [];
  }
  const made: OpenList = { items: [...items], indexes: new Set(index === null ? [] : [index]) };
  lists.set(spelling, made);
  return [made.items];
};

/** What stands in place of a value that its door could not read. No caller can write one: the key is no text. */
export interface Unreadable {
  readonly [UNREADABLE]: string;
}

const UNREADABLE = Symbol('unreadable');

/** `what` says what to do about it, as the end of a sentence that begins with the field's name. */
export const unreadable = (what: string): Unreadable => ({ [UNREADABLE]: what });

/** Why a value could not be read; null if it could. */
export const unreadableIn = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && UNREADABLE in value ? (value as Unreadable)[UNREADABLE] : null;

/** Whether a value says something. Blank text and null are as good as absent. */
export const isGiven = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined;
