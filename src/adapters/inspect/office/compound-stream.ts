import { type CompoundFile, type Entry } from './compound-file.js';
import { nextSector, offsetOf } from './compound-sectors.js';

/** Streams shorter than the header says (4 096 bytes) lie in a stream that they share, in sectors of 64 bytes. */
const CUTOFF_AT = 56;
const SHORT_SECTOR_BYTES = 64;
/** How many sectors of the shared stream are passed: it holds some kilobytes. */
const MAX_HOPS = 256;

/** The first bytes of a stream, out of its first sector alone. Fewer, or none, where the file has no more of them. */
export const streamHead = async (compound: CompoundFile, stream: Entry, length: number): Promise<Buffer> => {
  const isShort = stream.sizeBytes < compound.header.readUInt32LE(CUTOFF_AT);
  const position = isShort ? await shortPosition(compound, stream) : offsetOf(compound, stream.start);
  const room = isShort ? SHORT_SECTOR_BYTES : compound.sectorBytes;
  return position === undefined
    ? Buffer.alloc(0)
    : compound.file.read(position, Math.min(length, room, stream.sizeBytes));
};

const shortPosition = async (compound: CompoundFile, stream: Entry): Promise<number | undefined> => {
  const offset = stream.start * SHORT_SECTOR_BYTES;
  const hops = Math.floor(offset / compound.sectorBytes);
  if (hops > MAX_HOPS) return undefined;
  let sector: number | undefined = compound.root.start;
  for (let hop = 0; hop < hops && sector !== undefined; hop++) sector = await nextSector(compound, sector);
  return sector === undefined ? undefined : offsetOf(compound, sector) + (offset % compound.sectorBytes);
};
