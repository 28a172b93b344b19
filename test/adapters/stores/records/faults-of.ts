import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';

/** The fields that are wrong in a record, as the log names them. */
export const faultsOf = <A>(codec: t.Type<A, unknown>, record: unknown): readonly string[] => {
  const read = codec.decode(record);
  if (E.isRight(read)) return expect.fail(`decodes: ${JSON.stringify(record)}`);
  return read.left.map(({ context }) => context.flatMap(({ key }) => (key === '' ? [] : [key])).join('.'));
};

/** What comes back of a value that is written as JSON, and read again. */
export const throughJson = <A>(codec: t.Type<A, unknown>, value: A): E.Either<unknown, A> =>
  codec.decode(JSON.parse(JSON.stringify(codec.encode(value))));
