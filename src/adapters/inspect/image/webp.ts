import { type BoundedFile } from '../bounded-file.js';

/** Whether a RIFF of type WEBP lies wholly in the file and begins with a picture that has an area. (RFC 9649) */
export const isWebp = async (file: BoundedFile): Promise<boolean> => {
  const head = await file.read(0, 30);
  if (head.length < 26) return false;
  const riffEnd = 8 + head.readUInt32LE(4);
  const chunkEnd = 20 + head.readUInt32LE(16);
  if (chunkEnd > riffEnd || riffEnd > file.sizeBytes) return false;
  return isPicture(head.toString('latin1', 12, 16), head.subarray(20));
};

const isPicture = (type: string, payload: Buffer): boolean => {
  switch (type) {
    case 'VP8 ':
      return isKeyFrame(payload);
    case 'VP8L':
      return payload[0] === 0x2f;
    case 'VP8X':
      // Canvas sides are stored less one, so none is empty.
      return payload.length >= 10;
    default:
      return false;
  }
};

/** Frame tag of a key frame (lowest bit 0), start code, then 14 bits of width and of height. (RFC 6386, 9.1) */
const isKeyFrame = (payload: Buffer): boolean =>
  payload.length >= 10 &&
  ((payload[0] ?? 1) & 1) === 0 &&
  payload.readUIntBE(3, 3) === 0x9d012a &&
  (payload.readUInt16LE(6) & 0x3fff) > 0 &&
  (payload.readUInt16LE(8) & 0x3fff) > 0;
