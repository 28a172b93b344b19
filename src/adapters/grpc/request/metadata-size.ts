import { type WireField, wireFields } from './wire-fields.js';

/** The numbers of fields in `postcard.v1.SendMediaMessageRequest`, `MediaMessage` and `NewContact`. */
const METADATA = 1;
const CHUNK = 2;
const CONTACT = 8;
const GROUPS = 6;

/** How long a message may be besides its chunk, in bytes. */
const MAX_BYTES = 256 * 1_024;

/** How many fields it may have, with those of its messages. There are about twenty. */
const MAX_FIELDS = 100;

/** How many groups it may have, in bytes: a field of a form holds no more. */
const MAX_GROUPS = 16 * 1_024;

/**
 * Whether a message of an upload costs little to decode: a megabyte of chunk or of one text does, a megabyte of numbers
 * or of one field over and over does not (SAFETY.md N1). It looks at a bounded number of fields.
 */
export const isCheap = (bytes: Buffer): boolean => {
  let fields = 0;
  let groups = 0;
  const inner = ({ start, end }: WireField) => wireFields(bytes, start, end);
  for (const part of wireFields(bytes, 0, bytes.length)) {
    fields += 1;
    if (fields > MAX_FIELDS || (part.number !== CHUNK && lengthOf(part) > MAX_BYTES)) return false;
    if (part.number !== METADATA) continue;
    for (const field of inner(part)) {
      fields += 1;
      if (fields > MAX_FIELDS) return false;
      if (field.number !== CONTACT) continue;
      for (const { number, start, end } of inner(field)) {
        if (number === GROUPS) groups += Math.max(1, end - start);
        else fields += 1;
        if (fields > MAX_FIELDS || groups > MAX_GROUPS) return false;
      }
    }
  }
  return true;
};

const lengthOf = ({ start, end }: WireField): number => end - start;
