import { type ServerReadableStream } from '@grpc/grpc-js';
import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type Asked } from '../../../domain/use-cases/answer-admitted.js';
import { isFaithful } from './faithful-text.js';

/** A request in one message, if it can be decoded. */
export type Decoded<A> = E.Either<BodyFault, A>;

/** Decodes a request. It never throws, because the library would answer INTERNAL for a fault of the caller. */
export const decodeUnaryRequest =
  <A extends object>(decode: (bytes: Buffer) => A) =>
  (bytes: Buffer): Decoded<A> => {
    try {
      const request = decode(bytes);
      return isFaithful(request, bytes) ? E.right(request) : malformed('has text that is not UTF-8');
    } catch {
      return malformed('is not a request of this method');
    }
  };

/**
 * Reads the one message of a call, and its end. Nothing of it arrives before (SAFETY.md N3). It never rejects. A
 * request that is not whole in time is answered by the door (`bound-call.ts`).
 */
export const unaryRequest =
  <A>(call: ServerReadableStream<Decoded<A>, unknown>): Asked<A> =>
  async () => {
    const messages = call[Symbol.asyncIterator]() as AsyncIterator<Decoded<A>, undefined>;
    try {
      const first = await messages.next();
      if (first.done === true) return interrupted('ended before its message');
      const second = await messages.next();
      return second.done === true ? first.value : malformed('has more than one message');
    } catch {
      // The stream was destroyed: its caller has gone.
      return interrupted('ended before its message');
    }
  };

const malformed = (message: string): Decoded<never> => E.left({ _tag: 'MalformedBody', message });
const interrupted = (message: string): Decoded<never> => E.left({ _tag: 'Interrupted', message });
