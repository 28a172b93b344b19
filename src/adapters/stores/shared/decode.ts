import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';

/**
 * Decodes a record. If that fails, it throws the error that `corrupt` makes from the paths of the wrong fields, never
 * from their values, which the log must not show.
 */
export const decode = <A>(codec: t.Type<A, unknown>, value: unknown, corrupt: (paths: string) => Error): A => {
  const decoded = codec.decode(value);
  if (E.isRight(decoded)) return decoded.right;
  throw corrupt(decoded.left.map(({ context }) => pathOf(context)).join(', '));
};

/** The first entry of a context stands for the whole record, and has no name. */
const pathOf = ([, ...fields]: t.Context): string => fields.map(({ key }) => key).join('.') || 'the whole';
