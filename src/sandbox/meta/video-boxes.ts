/** So many boxes next to each other are looked at: the sandbox may share its thread with a server. */
const MAX_BOXES = 300;

/** The contents of the boxes of a type that stand next to each other in some bytes. (ISO/IEC 14496-12) */
export const readBoxes = (bytes: Buffer, type: string): readonly Buffer[] => {
  const found: Buffer[] = [];
  for (let at = 0, steps = 0; at + 8 <= bytes.length && steps < MAX_BOXES; steps++) {
    const { head, length } = boxAt(bytes, at);
    if (length < head || at + length > bytes.length) break;
    if (bytes.toString('latin1', at + 4, at + 8) === type) found.push(bytes.subarray(at + head, at + length));
    at += length;
  }
  return found;
};

/** Length 1 says that 64 bits of it follow the type; 0 that the box reaches to the end. */
const boxAt = (bytes: Buffer, at: number): { head: number; length: number } => {
  const length = bytes.readUInt32BE(at);
  if (length === 0) return { head: 8, length: bytes.length - at };
  if (length !== 1) return { head: 8, length };
  return { head: 16, length: at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : 0 };
};
