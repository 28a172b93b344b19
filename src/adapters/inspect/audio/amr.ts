import { type BoundedFile } from '../bounded-file.js';

/** How many bytes follow the first byte of a frame, by frame type: eight rates of speech, then SID. (RFC 4867, 5.3) */
const speechBytes = [12, 13, 15, 17, 19, 20, 26, 31, 5];
const NO_DATA = 15;

export const AMR_MAGIC = '#!AMR\n';
const FRAMES_LOOKED_AT = 4;
/** One padding bit before the frame type, and two after the quality bit, all zero. */
const PADDING_BITS = 0x83;
/** Unset in a frame that was damaged on the way; zeros would else pass for frames. */
const GOOD_QUALITY = 0x04;

/**
 * Whether the magic of narrow-band AMR is followed by frames, a good one among them. Wide-band (`#!AMR-WB`) is another type, audio/amr-wb,
 * and not taken.
 */
export const isAmr = async (file: BoundedFile): Promise<boolean> => {
  const bytes = await file.read(0, AMR_MAGIC.length + FRAMES_LOOKED_AT * 32);
  let position = AMR_MAGIC.length;
  let good = 0;
  for (let frames = 0; frames < FRAMES_LOOKED_AT && position < bytes.length; frames++) {
    const header = bytes[position] ?? 0;
    const type = (header >> 3) & 0xf;
    const length = type === NO_DATA ? 0 : speechBytes[type];
    if (length === undefined || (header & PADDING_BITS) !== 0) return false;
    position += 1 + length;
    if (position <= bytes.length && (header & GOOD_QUALITY) !== 0) good++;
  }
  return good > 0;
};
