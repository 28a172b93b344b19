import { type StagedMedia } from '../../domain/ports/media-storage.js';
import { asBuffer } from '../../kit/as-buffer.js';

/** Width and height in pixels, as the head of a picture says. */
export interface DeclaredSize {
  readonly width: number;
  readonly height: number;
}

type Read = StagedMedia['read'];

const HEAD_BYTES = 30;
const PNG_SIGNATURE = '89504e470d0a1a0a';

/**
 * The size that a WebP, PNG or JPEG declares; null if it is none of them or declares none. It costs a few reads, so a
 * picture that is too large is refused, or takes its turn among the large ones, before anything is decoded.
 */
export const declaredSize = async (read: Read): Promise<DeclaredSize | null> => {
  const head = asBuffer(await read(0, HEAD_BYTES));
  if (head.length < HEAD_BYTES) return null;
  if (ascii(head, 0) === 'RIFF' && ascii(head, 8) === 'WEBP') return webpSize(head);
  if (head.toString('hex', 0, 8) === PNG_SIGNATURE) return pngSize(head);
  return head.readUInt16BE(0) === START_OF_IMAGE ? jpegSize(read) : null;
};

/** RFC 9649, sections 2.5 to 2.7. */
const webpSize = (head: Buffer): DeclaredSize | null => {
  switch (ascii(head, 12)) {
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const sizes = head.readUInt32LE(21);
      return { width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
    default:
      return null;
  }
};

const pngSize = (head: Buffer): DeclaredSize | null =>
  ascii(head, 12) === 'IHDR' ? { width: head.readUInt32BE(16), height: head.readUInt32BE(20) } : null;

const START_OF_IMAGE = 0xffd8;
const START_OF_SCAN = 0xda;
/** Bytes of a read, so that a segment's head costs one, and stray bytes before it few. */
const WINDOW = 512;
const MAX_READS = 4_000;

/** The size that the frame header has. Segments lead to it, as do the markers behind what stands between them. */
const jpegSize = async (read: Read): Promise<DeclaredSize | null> => {
  for (let position = 2, reads = 0; reads < MAX_READS; reads++) {
    const bytes = asBuffer(await read(position, WINDOW));
    const marker = markerIn(bytes);
    if (marker > 0) position += marker;
    else if (bytes.length < 9 || bytes[1] === START_OF_SCAN) return null;
    else if (marker < 0) position += bytes.length - 1;
    else if (isStartOfFrame(bytes[1])) return { width: bytes.readUInt16BE(7), height: bytes.readUInt16BE(5) };
    else position += 2 + bytes.readUInt16BE(2);
  }
  return null;
};

/** Where the first marker is: FF, and neither another FF (a fill byte) nor 0. */
const markerIn = (bytes: Buffer): number =>
  bytes.findIndex((byte, at) => byte === 0xff && at + 1 < bytes.length && !isNoMarker(bytes[at + 1]));

const isNoMarker = (second: number | undefined): boolean => second === 0xff || second === 0;

/** SOF0 to SOF15: C0 to CF but DHT, JPG and DAC. (ITU-T T.81, table B.1) */
const isStartOfFrame = (marker = 0): boolean => (marker & 0xf0) === 0xc0 && ![0xc4, 0xc8, 0xcc].includes(marker);

const ascii = (head: Buffer, at: number): string => head.toString('latin1', at, at + 4);
