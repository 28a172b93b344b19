/** A message came in too many pieces that are too small: each costs more than its bytes (SAFETY.md N2). */
export class TooManyPieces extends Error {}

export interface JoinerLimits {
  /** The size of one message, in bytes, without the 5 bytes before it. */
  readonly messageBytes: number;
  /** How many pieces one message may have that average less than `pieceBytes`. */
  readonly pieces: number;
  readonly pieceBytes: number;
}

/** Joins the pieces of a stream to messages. */
export interface MessageJoiner {
  /**
   * The messages that this piece made whole, each with the 5 bytes before it. Throws for a message that is too large,
   * as soon as its length is known, and `TooManyPieces`. `count` says of how many pieces
   * this one was joined.
   */
  readonly write: (piece: Buffer, count?: number) => Buffer[];
  /** The memory that the message which is not yet whole takes, in bytes. */
  readonly held: () => number;
}

/** What stands before each message (gRPC over HTTP/2: a flag for compression, a length in 4 bytes). */
const HEAD = 5;

/** As much is allocated at first, and then four times what is full: an announced length costs nothing. */
const FIRST = 64 * 1_024;
const GROWTH = 4;

/**
 * Does the work of the library's own `StreamDecoder`, which keeps each piece as an object until the message is whole: a
 * MiB in pieces of one byte takes 140 MiB there.
 */
export const makeMessageJoiner = ({ messageBytes, pieces, pieceBytes }: JoinerLimits): MessageJoiner => {
  const head = Buffer.alloc(HEAD);
  let headFilled = 0;
  let message = Buffer.alloc(0);
  let whole = 0;
  let filled = 0;
  let came = 0;

  const begin = (): void => {
    const announced = head.readUInt32BE(1);
    if (announced > messageBytes) throw new RangeError(`A message has at most ${messageBytes} bytes here.`);
    whole = HEAD + announced;
    message = Buffer.allocUnsafe(Math.min(whole, FIRST));
    filled = head.copy(message);
  };

  const grow = (needed: number): void => {
    if (needed <= message.length) return;
    const larger = Buffer.allocUnsafe(Math.min(whole, Math.max(needed, message.length * GROWTH)));
    message.copy(larger, 0, 0, filled);
    message = larger;
  };

  const end = (): Buffer => {
    const ended = message;
    headFilled = 0;
    message = Buffer.alloc(0);
    filled = 0;
    came = 0;
    return ended;
  };

  /** Takes what belongs to the present message. Returns how much that was. */
  const take = (piece: Buffer, from: number): number => {
    if (headFilled < HEAD) {
      const taken = piece.copy(head, headFilled, from);
      headFilled += taken;
      if (headFilled === HEAD) begin();
      return taken;
    }
    const taken = Math.min(piece.length - from, whole - filled);
    grow(filled + taken);
    filled += piece.copy(message, filled, from, from + taken);
    return taken;
  };

  return {
    write: (piece, count = 1) => {
      const ended: Buffer[] = [];
      came += count;
      for (let at = 0; at < piece.length;) {
        at += take(piece, at);
        if (headFilled < HEAD || filled < whole) continue;
        ended.push(end());
        // What is left of this piece was that share of the pieces that it was joined of.
        came = Math.ceil((count * (piece.length - at)) / piece.length);
      }
      if (came > pieces && filled < came * pieceBytes) throw new TooManyPieces();
      return ended;
    },
    held: () => message.length,
  };
};
