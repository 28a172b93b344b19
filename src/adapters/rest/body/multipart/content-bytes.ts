import * as E from 'fp-ts/lib/Either.js';
import { type Bytes } from '../../../../domain/model/bytes.js';
import { type NextToken } from '../../../../kit/multipart/pull-tokens.js';

/** The content of a part. It can be read once. */
export interface ContentBytes {
  readonly bytes: Bytes;
  /** Ends the bytes, also if not all of them were read. */
  readonly close: () => void;
}

/**
 * The content of the part whose head was pulled last, without copying. It never throws. If the body breaks, it ends
 * early, and the next token says why.
 */
export const contentBytes = (nextToken: NextToken<unknown>): ContentBytes => {
  let over = false;
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    next: async () => {
      if (over) return END;
      const token = await nextToken();
      if (E.isRight(token) && token.right?._tag === 'Content') return { done: false, value: token.right.bytes };
      over = true;
      return END;
    },
    return: () => Promise.resolve(END),
  };
  return { bytes: { [Symbol.asyncIterator]: () => iterator }, close: () => void (over = true) };
};

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };
