import { type BoundedFile } from '../bounded-file.js';
import { type Layout, nextSector, readSector } from './compound-sectors.js';

/** The directory of a compound file, Microsoft's file system in a file. ([MS-CFB]) */
const HEADER_LENGTH = 512;
/** How much of the directory is looked at: a thousand entries. */
const MAX_DIRECTORY_BYTES = 131_072;
const ENTRY_LENGTH = 128;
const END_OF_CHAIN = 0xffff_fffe;
const NO_ENTRY = 0xffff_ffff;
const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;

export const COMPOUND_FILE_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');

export interface Entry {
  readonly name: string;
  readonly type: number;
  /** The class of the object that it holds, in hex digits as they stand in the file. */
  readonly classId: string;
  /** The first sector of its content; of the root's, that of the stream that all short streams share. */
  readonly start: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly sizeBytes: number;
}

export interface CompoundFile extends Layout {
  readonly root: Entry;
  /**
   * The streams with content at the top, by their names in upper case: those of embedded objects lie deeper. Folders
   * at the top are named too, as `NAME/`.
   */
  readonly top: ReadonlyMap<string, Entry>;
}

/** What lies at the top of a compound file. Undefined where the file is none or its structure is broken. */
export const openCompoundFile = async (file: BoundedFile): Promise<CompoundFile | undefined> => {
  const layout = layoutOf(file, await file.read(0, HEADER_LENGTH));
  if (layout === undefined) return undefined;
  const entries = await directoryOf(layout);
  const root = entries?.[0];
  if (entries === undefined || root?.type !== ROOT) return undefined;
  const top = siblingsFrom(entries, root.child).flatMap((entry): readonly (readonly [string, Entry])[] => {
    if (entry.type === STORAGE) return [[`${entry.name.toUpperCase()}/`, entry]];
    return entry.type === STREAM && entry.sizeBytes > 0 ? [[entry.name.toUpperCase(), entry]] : [];
  });
  return { ...layout, root, top: new Map(top) };
};

/**
 * Version 3 has sectors of 512 bytes, version 4 of 4096; the bytes of both are little-endian. Some writers swap the two
 * bytes that say so.
 */
const layoutOf = (file: BoundedFile, header: Buffer): Layout | undefined => {
  if (header.length < HEADER_LENGTH || !header.subarray(0, 8).equals(COMPOUND_FILE_MAGIC)) return undefined;
  const [version, byteOrder, shift] = [header.readUInt16LE(26), header.readUInt16LE(28), header.readUInt16LE(30)];
  const sound =
    (byteOrder === 0xfffe || byteOrder === 0xfeff) &&
    ((version === 3 && shift === 9) || (version === 4 && shift === 12));
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
    classId: bytes.toString('hex', 80, 96),
    start: bytes.readUInt32LE(116),
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
