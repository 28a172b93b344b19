/** The place where a tokenizer stands in the bytes it has been given so far. */
export interface Input {
  chunk: Buffer;
  /** The next byte of `chunk` to read. */
  at: number;
}

/** What a tokenizer yields where it has read all it has and needs the next chunk. */
export const MORE = Symbol('more');

/**
 * A step of a tokenizer. It yields tokens, and `MORE` where it needs bytes: `next(chunk)` answers that, and
 * `next(null)` at the end of the body.
 */
export type Reading<Token, Result> = Generator<Token | typeof MORE, Result, Buffer | null | undefined>;

/** Sees to it that there is a byte to read. False where the body has ended. */
export function* hasMore(input: Input): Reading<never, boolean> {
  while (input.at >= input.chunk.length) {
    const next = yield MORE;
    if (next === null || next === undefined) return false;
    input.chunk = next;
    input.at = 0;
  }
  return true;
}
