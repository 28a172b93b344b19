/** Pieces of a stream, each a Buffer, or null for its end. Returns whether more is wanted. */
type Push = (piece: Buffer | null) => boolean;

/** What is large enough to be passed on as it came, and how much is joined at most, in bytes. */
const LARGE = 1_024;
const MOST_BYTES = 16 * 1_024;
const MOST_PIECES = 1_000;

const counts = new WeakMap<Buffer, number>();

/** Of how many pieces these bytes were joined. */
export const piecesIn = (bytes: Buffer): number => counts.get(bytes) ?? 1;

/**
 * Joins small pieces that come in one turn of the loop, before the stream keeps each as an object. The first of a turn
 * is passed on at once, so an ordinary call does not wait. A piece of one byte costs a tenth then (measured, Node 20).
 */
export const joinSmallPieces = (push: Push, nextTurn: (run: () => void) => void): Push => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let isDue = false;

  const flush = (): boolean => {
    const [first] = pieces;
    if (first === undefined) return true;
    // A slice keeps all bytes that were read with it.
    const joined = Buffer.concat(pieces);
    counts.set(joined, pieces.length);
    pieces.length = 0;
    bytes = 0;
    return push(joined);
  };

  const end = (): void => {
    isDue = false;
    flush();
  };

  return (piece) => {
    if (piece === null || piece.length >= LARGE) {
      flush();
      return push(piece);
    }
    if (!isDue) {
      isDue = true;
      nextTurn(end);
      return push(piece);
    }
    pieces.push(piece);
    bytes += piece.length;
    return pieces.length < MOST_PIECES && bytes < MOST_BYTES ? true : flush();
  };
};
