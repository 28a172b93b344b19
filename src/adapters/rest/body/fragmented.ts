import { type BodyFault } from '../../../domain/model/errors.js';

/** From how many pieces on their size counts, and the least size that they must have on average, in bytes. */
const MOST_PIECES = 1_000;
const LEAST_PIECE = 16;

/**
 * Whether a body comes in more pieces than it is worth: each costs as much as some hundred bytes (SAFETY.md N2). A
 * piece is a chunk of the transfer coding, or what one packet brought.
 */
export const isFragmented = (pieces: number, bytes: number): boolean =>
  pieces > MOST_PIECES && bytes < LEAST_PIECE * pieces;

export const FRAGMENTED: BodyFault = { _tag: 'Fragmented' };
