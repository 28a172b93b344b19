import { type ChunkFraming, type Slice } from './chunk-framing.js';

/**
 * Where a connection stands: in the head of a request, of which `tail` has the last bytes so far; in a body whose
 * length is known, of which `left` bytes are still to come; in a chunked body; or somewhere that only the parser knows.
 */
export type Place =
  | { readonly _tag: 'Head'; readonly tail: Buffer }
  | { readonly _tag: 'Body'; readonly left: number }
  | { readonly _tag: 'Chunks'; readonly framing: ChunkFraming }
  | { readonly _tag: 'Lines' };

/** The end of a request's head. */
const BLANK_LINE = Buffer.from('\r\n\r\n');
const LINE_FEED = 10;

/** A slice, and whether it ends exactly where a head ends. */
export interface PlacedSlice extends Slice {
  readonly endsHead: boolean;
}

/**
 * The bytes that may be parsed at once, from `from` on: so much that at most `most` header lines or chunks bound the
 * work. A head is parsed alone, so that what follows it is judged by its own kind. The bytes of a body of known length
 * are one piece, whatever they are.
 */
export const nextSlice = (bytes: Buffer, from: number, place: Place, most: number): PlacedSlice => {
  switch (place._tag) {
    case 'Body':
      return { end: Math.min(bytes.length, from + place.left), lines: 0, endsHead: false };
    case 'Chunks':
      return { ...someChunks(bytes, from, place.framing, most), endsHead: false };
    case 'Lines':
      return { ...someLines(bytes, from, most), endsHead: false };
    case 'Head':
      return headSlice(bytes, from, place.tail, most);
  }
};

const headSlice = (bytes: Buffer, from: number, tail: Buffer, most: number): PlacedSlice => {
  const { end, lines } = someLines(bytes, from, most);
  const seam = Buffer.concat([tail, bytes.subarray(from, Math.min(end, from + BLANK_LINE.length - 1))]);
  const across = seam.indexOf(BLANK_LINE);
  if (across !== -1) return { end: from + across + BLANK_LINE.length - tail.length, lines: 1, endsHead: true };
  const blank = bytes.subarray(from, end).indexOf(BLANK_LINE);
  if (blank === -1) return { end, lines, endsHead: false };
  const headEnd = from + blank + BLANK_LINE.length;
  return { end: headEnd, lines: countLines(bytes.subarray(from, headEnd)), endsHead: true };
};

/** A chunk costs as much as two lines. */
const someChunks = (bytes: Buffer, from: number, framing: ChunkFraming, most: number): Slice => {
  const { end, lines } = framing.slice(bytes, from, Math.ceil(most / 2));
  return { end, lines: 2 * lines };
};

const someLines = (bytes: Buffer, from: number, most: number): Slice => {
  let at = from;
  let lines = 0;
  while (lines < most) {
    const end = bytes.indexOf(LINE_FEED, at);
    if (end === -1) return { end: bytes.length, lines };
    at = end + 1;
    lines += 1;
  }
  return { end: at, lines };
};

const countLines = (bytes: Buffer): number => {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
};

/** The last bytes of a head that is not whole: a blank line may lie across two slices. */
export const tailOf = (tail: Buffer, slice: Buffer): Buffer =>
  Buffer.concat([tail, slice.subarray(-(BLANK_LINE.length - 1))]).subarray(-(BLANK_LINE.length - 1));

/** How many bytes stand behind the last blank line: the begun head of the next request, when a request has ended here. */
export const behindLastHead = (bytes: Buffer): number => {
  const at = bytes.lastIndexOf(BLANK_LINE);
  return at === -1 ? bytes.length : bytes.length - at - BLANK_LINE.length;
};
