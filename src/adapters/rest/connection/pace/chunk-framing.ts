/** Where a slice ends, and how much work it is: its chunks and the lines of its heads. */
export interface Slice {
  readonly end: number;
  readonly lines: number;
}

/** Follows the framing of one chunked body (RFC 9112, 7.1): where its chunks begin, and where the body ends. */
export interface ChunkFraming {
  /** The bytes from `from` on with at most `most` chunks. The slice ends with the body at the latest. */
  readonly slice: (bytes: Buffer, from: number, most: number) => Slice;
  readonly isOver: () => boolean;
}

const LINE_FEED = 10;

/** A longer line is no plain size. */
const LONGEST_SIZE = 20;

/**
 * Counts chunks without their data, so that the lines of a text cost nothing. A line that is no plain size counts as
 * the last chunk: behind it every line counts, and nothing is skipped.
 */
export const followChunks = (): ChunkFraming => {
  /** The data of the present chunk that are still to come, with the line end behind them, in bytes. */
  let left = 0;
  let line = '';
  let isTrailer = false;
  let isOver = false;

  const endLine = (): void => {
    const size = /^[0-9a-f]{1,12}(?:[\s;]|$)/i.test(line) ? Number.parseInt(line, 16) : 0;
    if (!isTrailer && size > 0) left = size + 2;
    else if (isTrailer) isOver = line.trim() === '';
    else isTrailer = true;
    line = '';
  };

  return {
    slice: (bytes, from, most) => {
      let at = from;
      let lines = 0;
      while (at < bytes.length && !isOver) {
        if (left > 0) {
          const step = Math.min(left, bytes.length - at);
          left -= step;
          at += step;
          continue;
        }
        if (lines >= most) break;
        lines += 1;
        const found = bytes.indexOf(LINE_FEED, at);
        const end = found === -1 ? bytes.length : found;
        line += bytes.toString('latin1', at, Math.min(end, at + LONGEST_SIZE - line.length));
        at = Math.min(bytes.length, end + 1);
        if (found !== -1) endLine();
      }
      return { end: at, lines };
    },
    isOver: () => isOver,
  };
};
