import { type BoundedFile } from '../bounded-file.js';

/**
 * The directory of a compound file, Microsoft's file system in a file ([MS-CFB]): sectors chained by a table (FAT),
 * whose own sectors are listed in the header and, for large files, in a chain behind it (DIFAT).
 */
const HEADER_LENGTH = 512;
const FATS_IN_HEADER = 109;
/** Enough for 250 MiB in sectors of 512 bytes. */
const MAX_DIFAT_SECTORS = 32;
/** How much of the directory is looked at: a thousand entries. */
const MAX_DIRECTORY_BYTES = 131_072;
const ENTRY_LENGTH = 128;
const END_OF_CHAIN = 0xffff_fffe;
const NO_ENTRY = 0xffff_ffff;
const STREAM = 2;
const ROOT = 5;

export const COMPOUND_FILE_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');

interface Layout {
  readonly file: BoundedFile;
  readonly header: Buffer;
  readonly sectorBytes: number;
}

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly sizeBytes: number;
}

/**
 * The names, in upper case, of the streams with content at the top of a compound file: those of embedded objects
 * lie deeper. Undefined where the file is none or its structure is broken.
 */
export const topStreams = async (file: BoundedFile): Promise<ReadonlySet<string> | undefined> => {
  const layout = layoutOf(file, await file.read(0, HEADER_LENGTH));
  if (layout === undefined) return undefined;
  const entries = await directoryOf(layout);
  const root = entries?.[0];
  if (entries === undefined || root?.type !== ROOT) return undefined;
  const top = siblingsFrom(entries, root.child).filter(({ type, sizeBytes }) => type === STREAM && sizeBytes > 0);
  return new Set(top.map(({ name }) => name.toUpperCase()));
};

/** Version 3 has sectors of 512 bytes, version 4 of 4096; the bytes of both are little-endian. */
const layoutOf = (file: BoundedFile, header: Buffer): Layout | undefined => {
  if (header.length < HEADER_LENGTH || !header.subarray(0, 8).equals(COMPOUND_FILE_MAGIC)) return undefined;
  const [version, byteOrder, shift] = [header.readUInt16LE(26), header.readUInt16LE(28), header.readUInt16LE(30)];
  const sound = byteOrder === 0xfffe && ((version === 3 && shift === 9) || (version === 4 && shift === 12));
  return sound ? { file, header, sectorBytes: 2 ** shift } : undefined;
};

/** Follows the directory's chain. A chain that returns to a sector it has been at, or leaves the file, is broken. */
const directoryOf = async (layout: Layout): Promise<readonly Entry[] | undefined> => {
  const { header, sectorBytes } = layout;
  const entries: Entry[] = [];
  const visited = new Set<number>();
  let sector = header.readUInt32LE(48);
  while (sector !== END_OF_CHAIN && visited.size * sectorBytes < MAX_DIRECTORY_BYTES) {
    if (visited.has(sector)) return undefined;
    visited.add(sector);
    const bytes = await readSector(layout, sector);
    if (bytes === undefined) return undefined;
    for (let at = 0; at < sectorBytes; at += ENTRY_LENGTH) entries.push(entryOf(bytes.subarray(at, at + ENTRY_LENGTH)));
    const next = await nextSector(layout, sector);
    if (next === undefined) return undefined;
    sector = next;
  }
  return entries;
};

const entryOf = (bytes: Buffer): Entry => {
  const nameBytes = Math.min(bytes.readUInt16LE(64), 64);
  return {
    name: bytes.toString('utf16le', 0, Math.max(0, nameBytes - 2)),
    type: bytes[66] ?? 0,
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
    sizeBytes: bytes.readUInt32LE(120),
  };
};

/** All entries of one storage: they hang together as a tree of left and right siblings. */
const siblingsFrom = (entries: readonly Entry[], first: number): readonly Entry[] => {
  const found = new Map<number, Entry>();
  const waiting = [first];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const entry = id === NO_ENTRY || found.has(id) ? undefined : entries[id];
    if (entry === undefined) continue;
    found.set(id, entry);
    waiting.push(entry.left, entry.right);
  }
  return [...found.values()];
};

/** The header takes the place of one sector. */
const offsetOf = ({ sectorBytes }: Layout, sector: number): number => (sector + 1) * sectorBytes;

const readSector = async (layout: Layout, sector: number): Promise<Buffer | undefined> => {
  const bytes = await layout.file.read(offsetOf(layout, sector), layout.sectorBytes);
  return bytes.length === layout.sectorBytes ? bytes : undefined;
};

const readUInt32 = async ({ file }: Layout, position: number): Promise<number | undefined> => {
  const bytes = await file.read(position, 4);
  return bytes.length === 4 ? bytes.readUInt32LE(0) : undefined;
};

const nextSector = async (layout: Layout, sector: number): Promise<number | undefined> => {
  const perSector = layout.sectorBytes / 4;
  const fat = await fatSector(layout, Math.floor(sector / perSector));
  return fat === undefined ? undefined : readUInt32(layout, offsetOf(layout, fat) + (sector % perSector) * 4);
};

/** Where a part of the FAT is: from the header, or from the DIFAT, whose sectors end in a pointer to the next. */
const fatSector = async (layout: Layout, index: number): Promise<number | undefined> => {
  if (index < FATS_IN_HEADER) return layout.header.readUInt32LE(76 + index * 4);
  const perSector = layout.sectorBytes / 4 - 1;
  const hops = Math.floor((index - FATS_IN_HEADER) / perSector);
  if (hops >= MAX_DIFAT_SECTORS) return undefined;
  let sector: number | undefined = layout.header.readUInt32LE(68);
  for (let hop = 0; hop < hops && sector !== undefined; hop++)
    sector = await readUInt32(layout, offsetOf(layout, sector) + perSector * 4);
  if (sector === undefined) return undefined;
  return readUInt32(layout, offsetOf(layout, sector) + ((index - FATS_IN_HEADER) % perSector) * 4);
};
