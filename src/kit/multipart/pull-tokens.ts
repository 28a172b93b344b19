import * as E from 'fp-ts/lib/Either.js';
import { MORE } from './input.js';
import { type MultipartFault, type Token } from './token.js';
import { tokenize } from './tokenize.js';

/** Pulls the next chunk of a body: null at its end, or why it does not come to its end. */
export type NextChunk<Fault> = () => Promise<E.Either<Fault, Buffer | null>>;

/**
 * Pulls the next token of a body, which is what reads it: null at the end of a whole body, or what is wrong with
 * it. From then on the answer stays the same. One pull at a time.
 */
export type NextToken<Fault> = () => Promise<E.Either<Fault, Token | null>>;

export const pullTokens = <Fault>(
  nextChunk: NextChunk<Fault>,
  boundary: string,
  faultOf: (fault: MultipartFault) => Fault,
): NextToken<Fault> => {
  const tokens = tokenize(boundary);
  let ended: E.Either<Fault, null> | null = null;

  return async () => {
    let chunk: Buffer | null = null;
    while (ended === null) {
      const step = tokens.next(chunk);
      if (step.done === true) ended = step.value === null ? E.right(null) : E.left(faultOf(step.value));
      else if (step.value !== MORE) return E.right(step.value);
      else {
        const next = await nextChunk();
        if (E.isLeft(next)) ended = next;
        else chunk = next.right;
      }
    }
    return ended;
  };
};
