import { hasMore, type Input, type Reading } from './input.js';

/** How long the head of a part may be with the empty line that ends it, in bytes. */
const MAX_HEAD = 16 * 1_024;

const CR = 13;
const END = Buffer.from('\r\n\r\n');

/** Reads the head of a part and the empty line behind it. The line break of the delimiter has just been read. */
export function* headText(input: Input): Reading<never, { readonly text: string } | 'HeadTooLarge' | null> {
  const pieces: string[] = [];
  let length = 0;
  // How much of the end the last bytes are: a head without a line ends at once.
  let matched = 2;
  while (yield* hasMore(input)) {
    const { chunk, at } = input;
    const last = Math.min(chunk.length, at + MAX_HEAD - length);
    let next = at;
    for (; next < last && matched < END.length; next += 1) {
      const byte = chunk[next];
      if (byte === END[matched]) matched += 1;
      else matched = byte === CR ? 1 : 0;
    }
    pieces.push(chunk.toString('latin1', at, next));
    length += next - at;
    input.at = next;
    if (matched === END.length) return { text: pieces.join('').slice(0, -2) };
    if (length === MAX_HEAD) return 'HeadTooLarge';
  }
  return null;
}
