/**
 * Where a connection stands: in the head of a request, in a body whose length is known, or in a body whose end only the
 * parser knows. `left`: the bytes of the body that are still to come.
 */
export type Place =
  { readonly _tag: 'Head' } | { readonly _tag: 'Body'; readonly left: number } | { readonly _tag: 'Chunks' };

/** The end of a request's head, and of a chunked body. */
const BLANK_LINE = Buffer.from('\r\n\r\n');
const LINE_FEED = 10;

/**
 * The end of the bytes that may be parsed at once, from `from` on. A head is parsed alone, so that what follows it is
 * judged by its own kind. Each chunk of a body and each header ends a line, so at most `mostLines` lines bound the
 * work. The bytes of a body of known length are one piece, whatever they are.
 */
export const sliceEnd = (bytes: Buffer, from: number, place: Place, mostLines: number): number => {
  if (place._tag === 'Body') return Math.min(bytes.length, from + place.left);
  const end = endOfLines(bytes, from, mostLines);
  if (place._tag === 'Chunks') return end;
  const blank = bytes.subarray(from, end).indexOf(BLANK_LINE);
  return blank === -1 ? end : from + blank + BLANK_LINE.length;
};

const endOfLines = (bytes: Buffer, from: number, most: number): number => {
  let at = from;
  for (let lines = 0; lines < most; lines += 1) {
    const end = bytes.indexOf(LINE_FEED, at);
    if (end === -1) return bytes.length;
    at = end + 1;
  }
  return at;
};

export const countLines = (bytes: Buffer): number => {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
};

/** How many bytes stand behind the last blank line: the begun head of the next request, when a request has ended here. */
export const behindLastHead = (bytes: Buffer): number => {
  const at = bytes.lastIndexOf(BLANK_LINE);
  return at === -1 ? bytes.length : bytes.length - at - BLANK_LINE.length;
};

/** Whether these bytes end right where a head ends. */
export const endsHead = (bytes: Buffer): boolean => behindLastHead(bytes) === 0;
