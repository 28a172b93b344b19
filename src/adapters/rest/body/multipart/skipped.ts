import { type Token } from '../../../../kit/multipart/token.js';

/** How much is skipped before the first boundary, and as much behind the closing one, in bytes. */
const MOST_SKIPPED = 64 * 1_024;

/** What is wrong with a body whose preamble does not end. */
export const NO_BOUNDARY = 'does not have the boundary that its Content-Type names';
const GOES_ON = 'goes on after its closing boundary';

type Bytes = Extract<Token, { readonly _tag: 'Preamble' | 'Epilogue' }>;

/** What of a body is skipped: its preamble and its epilogue (RFC 2046, 5.1.1). */
export interface Skipping {
  /** Skips these bytes, or says what is wrong with the body. */
  readonly skip: (token: Bytes) => string | null;
  /** Whether there was a preamble. */
  readonly hasPreamble: () => boolean;
}

/**
 * An epilogue in which the boundary stands again is none: the body was put together wrongly, or a file holds its closing
 * boundary and would be cut there.
 */
export const makeSkipping = (boundary: string): Skipping => {
  const delimiter = `\r\n--${boundary}`;
  const lengths = { Preamble: 0, Epilogue: 0 };
  let tail = '';
  return {
    skip: ({ _tag, bytes }) => {
      lengths[_tag] += bytes.length;
      if (lengths[_tag] > MOST_SKIPPED) return _tag === 'Preamble' ? NO_BOUNDARY : GOES_ON;
      if (_tag === 'Preamble') return null;
      const text = tail + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
      tail = text.slice(1 - delimiter.length);
      return text.includes(delimiter) ? GOES_ON : null;
    },
    hasPreamble: () => lengths.Preamble > 0,
  };
};
