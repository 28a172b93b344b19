import { hasMore, type Input, type Reading } from './input.js';
import { type Token } from './token.js';

const CR = 13;

/** The line break that a delimiter begins with, in bytes. */
const LINE_BREAK = 2;

/**
 * Where a delimiter was found. `AtStart`: right at the start, its line break being the one before these bytes.
 * `None`: the body ended first.
 */
export type Found = 'Here' | 'AtStart' | 'None';

/**
 * Yields the bytes up to the next delimiter, and reads past it. The reading must begin at the start of a line, as
 * every delimiter does: CRLF, two hyphens, boundary (RFC 2046, 5.1.1).
 *
 * No byte is copied: what is yielded lies in the chunks, or in the delimiter where a chunk had ended like one. Each
 * byte is looked at a bounded number of times, however small the chunks are.
 */
export function* untilDelimiter(tag: 'Preamble' | 'Content', input: Input, delimiter: Buffer): Reading<Token, Found> {
  // How much of a delimiter the last bytes are, and how many of these stood before the start.
  let matched = LINE_BREAK;
  let before = LINE_BREAK;
  while (yield* hasMore(input)) {
    const { chunk, at } = input;
    if (matched > 0) {
      const length = Math.min(delimiter.length - matched, chunk.length - at);
      if (chunk.compare(delimiter, matched, matched + length, at, at + length) === 0) {
        matched += length;
        input.at += length;
        if (matched === delimiter.length) return before > 0 ? 'AtStart' : 'Here';
        continue;
      }
      if (matched > before) yield { _tag: tag, bytes: delimiter.subarray(before, matched) };
      before = 0;
    }
    const found = chunk.indexOf(delimiter, at);
    matched = found === -1 ? matchedAtEnd(chunk, at, delimiter) : 0;
    const end = found === -1 ? chunk.length - matched : found;
    input.at = found === -1 ? chunk.length : found + delimiter.length;
    if (end > at) yield { _tag: tag, bytes: chunk.subarray(at, end) };
    if (found !== -1) return 'Here';
  }
  return 'None';
}

/** How many bytes at the end of a chunk may go on as a delimiter in the next one. */
const matchedAtEnd = (chunk: Buffer, from: number, delimiter: Buffer): number => {
  // A boundary holds no CR, so only the last CR can begin a delimiter.
  const first = Math.max(from, chunk.length - delimiter.length + 1);
  for (let at = chunk.length - 1; at >= first; at -= 1)
    if (chunk[at] === CR) {
      const length = chunk.length - at;
      return chunk.compare(delimiter, 0, length, at) === 0 ? length : 0;
    }
  return 0;
};
