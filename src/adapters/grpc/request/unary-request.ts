import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { isFaithful } from './faithful-text.js';

/** A request in one message, if it can be decoded. */
export type Decoded<A> = E.Either<BodyFault, A>;

/** Decodes a request. It never throws, because the library would answer INTERNAL for a fault of the caller. */
export const decodeUnaryRequest =
  <A extends object>(decode: (bytes: Buffer) => A) =>
  (bytes: Buffer): Decoded<A> => {
    try {
      const request = decode(bytes);
      return isFaithful(request, bytes) ? E.right(request) : unreadable('has text that is not UTF-8');
    } catch {
      return unreadable('is not a request of this method');
    }
  };

const unreadable = (message: string): Decoded<never> => E.left({ _tag: 'MalformedBody', message });
