import { type Token } from '../../../../kit/multipart/token.js';
import { asBuffer } from '../../../../kit/as-buffer.js';

/** How much is skipped before the first boundary, and as much behind the closing one, in bytes. */
const MOST_SKIPPED = 64 * 1_024;

/** What is wrong with a body whose preamble does not end. */
export const NO_BOUNDARY = 'does not have the boundary that its Content-Type names';

type Bytes = Extract<Token, { readonly _tag: 'Preamble' | 'Epilogue' }>;

/** What of a body is skipped: its preamble and its epilogue (RFC 2046, 5.1.1). */
export interface Skipping {
  /** Skips these bytes, or says what is wrong with the body. */
  readonly skip: (token: Bytes) => string | null;
  /** Whether there was a preamble. */
  readonly hasPreamble: () => boolean;
}

/** What every part has in its head, in lower case. */
const IN_HEAD = 'content-disposition:';

/**
 * What looks like a part is none to be skipped. Where the boundary stands again behind the closing one, a file holds its
 * closing boundary and would be cut there. Where the head of a part stands outside, its boundary is broken.
 */
export const makeSkipping = (boundary: string): Skipping => {
  const delimiter = `\r\n--${boundary}`;
  const longest = Math.max(delimiter.length, IN_HEAD.length);
  const lengths = { Preamble: 0, Epilogue: 0 };
  const tails = { Preamble: '', Epilogue: '' };
  return {
    skip: ({ _tag, bytes }) => {
      lengths[_tag] += bytes.length;
      if (lengths[_tag] > MOST_SKIPPED) return FAULTS[_tag];
      const text = tails[_tag] + asBuffer(bytes).toString('latin1');
      tails[_tag] = text.slice(1 - longest);
      return text.includes(delimiter) || text.toLowerCase().includes(IN_HEAD) ? FAULTS[_tag] : null;
    },
    hasPreamble: () => lengths.Preamble > 0,
  };
};

const FAULTS = { Preamble: NO_BOUNDARY, Epilogue: 'goes on after its closing boundary' } as const;
