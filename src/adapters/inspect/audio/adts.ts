/** AAC in ADTS frames. (ISO/IEC 14496-3, 1.A.3.2) */
const HEADER_LENGTH = 7;
const FORBIDDEN_RATES = 13;

interface AdtsFrame {
  readonly lengthBytes: number;
  /** The part of the header that is fixed for the whole stream: 28 bits. */
  readonly fixed: number;
}

const adtsFrameAt = (bytes: Buffer, offset: number): AdtsFrame | undefined => {
  if (offset + HEADER_LENGTH > bytes.length) return undefined;
  const start = bytes.readUInt32BE(offset);
  const syncAndLayer = start >>> 16;
  if ((syncAndLayer & 0xfff6) !== 0xfff0 || ((start >>> 10) & 0xf) >= FORBIDDEN_RATES) return undefined;
  const lengthBytes = (bytes.readUInt32BE(offset + 3) >>> 13) & 0x1fff;
  return lengthBytes <= HEADER_LENGTH ? undefined : { lengthBytes, fixed: start >>> 4 };
};

/** Whether a frame begins at `offset`, and a second one of the same stream where the first says. */
export const hasAdtsFrames = (bytes: Buffer, offset: number): boolean => {
  const first = adtsFrameAt(bytes, offset);
  return first !== undefined && adtsFrameAt(bytes, offset + first.lengthBytes)?.fixed === first.fixed;
};
