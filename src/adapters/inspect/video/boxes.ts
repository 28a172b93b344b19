import { type BoundedFile } from '../bounded-file.js';

const MAX_BOXES = 1_000;

/** A box of an ISO base media file (ISO/IEC 14496-12): a length, a type of four letters, and content. */
export interface Box {
  readonly type: string;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** The boxes of a stretch of the file, until one does not fit into it; 1 000 at most. */
export async function* boxesIn(file: BoundedFile, start: number, end: number): AsyncGenerator<Box, void> {
  for (let position = start, steps = 0; position < end && steps < MAX_BOXES; steps++) {
    const box = boxAt(await file.read(position, 16), position, end);
    if (box === undefined || box.end > end) return;
    yield box;
    position = box.end;
  }
}

/** The first box that the types lead to, each inside the one before. */
export const descendant = async (
  file: BoundedFile,
  parent: Box,
  [type, ...rest]: readonly string[],
): Promise<Box | undefined> => {
  if (type === undefined) return parent;
  for await (const box of boxesIn(file, parent.start, parent.end))
    if (box.type === type) return descendant(file, box, rest);
  return undefined;
};

/** Length 1 says that 64 bits of it follow the type; 0 that the box reaches to the end. */
const boxAt = (header: Buffer, position: number, end: number): Box | undefined => {
  if (header.length < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  const length = header.readUInt32BE(0);
  if (length === 0) return { type, start: position + 8, end };
  if (length !== 1) return length < 8 ? undefined : { type, start: position + 8, end: position + length };
  if (header.length < 16) return undefined;
  const long = Number(header.readBigUInt64BE(8));
  return long < 16 ? undefined : { type, start: position + 16, end: position + long };
};
