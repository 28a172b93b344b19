import { type Damaged, type Listing } from '../../../domain/ports/store.js';

/** The error that a store throws for a record that does not decode; its message names the record. */
export type CorruptError = new (...parts: never[]) => Error;

/**
 * Reads one record after the other; `undefined` means that there is none. A damaged record is left out and named. Every
 * other error is thrown.
 */
export const readEach = <K, A extends object>(
  keys: readonly K[],
  read: (key: K) => A | undefined,
  Corrupt: CorruptError,
): Listing<A> => {
  const damaged: Damaged[] = [];
  const items = keys.flatMap((key): readonly A[] => {
    try {
      const item = read(key);
      return item === undefined ? [] : [item];
    } catch (cause) {
      if (!(cause instanceof Corrupt)) throw cause;
      damaged.push({ what: cause.message, cause });
      return [];
    }
  });
  return { items, damaged };
};

/** The damaged records, each once. */
export const distinctDamages = (damaged: readonly Damaged[]): readonly Damaged[] => [
  ...new Map(damaged.map((one) => [one.what, one])).values(),
];

/** All records of a list, for work that must not leave any out. Throws the fault of the first damaged one. */
export const allOf = <A>({ items, damaged }: Listing<A>): readonly A[] => {
  throwFirst(damaged);
  return items;
};

/** Throws the fault of the first damaged record, if there is one. */
export const throwFirst = ([first]: readonly Damaged[]): void => {
  if (first !== undefined) throw first.cause;
};
