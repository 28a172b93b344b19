/** Width and height in pixels, as the head of a picture says. */
export interface DeclaredSize {
  readonly width: number;
  readonly height: number;
}

/** So many bytes of a WebP are enough to read its size. */
export const HEAD_BYTES = 30;

/**
 * The size that a WebP declares (RFC 9649, sections 2.5 to 2.7); null if it is none. It costs nothing, so a picture
 * that is too large is refused, or takes its turn among the large ones, before anything is decoded.
 */
export const declaredSize = (bytes: Uint8Array): DeclaredSize | null => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (head.length < HEAD_BYTES || ascii(head, 0) !== 'RIFF' || ascii(head, 8) !== 'WEBP') return null;
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

const ascii = (head: Buffer, at: number): string => head.toString('latin1', at, at + 4);
