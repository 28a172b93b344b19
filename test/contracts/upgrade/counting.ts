import * as E from 'fp-ts/lib/Either.js';

/** What the steps of these tests do to a record: they count how often it was changed, so that once too often shows. */
export const counted = (record: unknown): E.Either<string, Readonly<Record<string, unknown>>> => {
  const { id, times = 0, ...rest } = (record ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id !== 'number') return E.left('id');
  return E.right({ ...rest, id, times: Number(times) + 1 });
};

/** The kinds that the steps change, in this order. */
export const countedKinds = ['messages', 'contacts'] as const;

/** How many records a batch of the tests has. */
export const AT_ONCE = 3;

/** A record of the tests; a damaged one has no id. */
export const plainRecord = (id: number, damaged: boolean) => ({
  accountId: 1,
  name: `n${id}`,
  ...(damaged ? {} : { id }),
});
