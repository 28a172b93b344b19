import { crc32 } from 'node:zlib';
import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type BoundedFile } from '../bounded-file.js';
import { type Recogniser } from '../recogniser.js';

const IHDR_LENGTH = 13;
/** Where the IHDR chunk has its bit depth. */
const DEPTH = 16;
const MAX_SIDE = 0x7fff_ffff;
const MAX_CHUNKS = 2_000;

/** The bit depths that each colour type allows. (PNG, table 11.1) */
const depthsOfColour: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** A sound IHDR stands first and chunks, followed by their lengths, lead to picture data. */
export const recognisePng: Recogniser = async (file) => {
  const header = await file.read(8, 8 + IHDR_LENGTH + 4);
  if (!isHeader(header) || !(await reachesData(file))) return unrecognized();
  return recognized('png', header[DEPTH] === 16 ? [{ _tag: 'PngOf16Bits' }] : []);
};

const isHeader = (chunk: Buffer): boolean => {
  if (chunk.length < 8 + IHDR_LENGTH + 4) return false;
  if (chunk.readUInt32BE(0) !== IHDR_LENGTH || chunk.toString('latin1', 4, 8) !== 'IHDR') return false;
  if (crc32(chunk.subarray(4, 8 + IHDR_LENGTH)) !== chunk.readUInt32BE(8 + IHDR_LENGTH)) return false;
  const [width, height] = [chunk.readUInt32BE(8), chunk.readUInt32BE(12)];
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = chunk.subarray(DEPTH, DEPTH + 5);
  return (
    width > 0 &&
    width <= MAX_SIDE &&
    height > 0 &&
    height <= MAX_SIDE &&
    (depthsOfColour[colour]?.includes(depth) ?? false) &&
    compression === 0 &&
    filter === 0 &&
    interlace <= 1
  );
};

const reachesData = async (file: BoundedFile): Promise<boolean> => {
  let position = 8 + 8 + IHDR_LENGTH + 4;
  for (let steps = 0; steps < MAX_CHUNKS; steps++) {
    const chunk = await file.read(position, 8);
    if (chunk.length < 8) return false;
    const length = chunk.readUInt32BE(0);
    const type = chunk.toString('latin1', 4, 8);
    position += 8 + length + 4;
    if (position > file.sizeBytes || type === 'IEND') return false;
    if (type === 'IDAT') return true;
  }
  return false;
};
