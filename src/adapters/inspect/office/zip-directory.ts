import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { type BoundedFile } from '../bounded-file.js';
import { type Directory, findDirectory } from './zip-end.js';

/** One entry of the central directory of a ZIP archive. (APPNOTE 4.3.12) */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly compressedBytes: number;
  /** As declared. */
  readonly sizeBytes: number;
  /** Where the entry's local header stands. */
  readonly position: number;
}

const CENTRAL = 0x0201_4b50;
const CENTRAL_LENGTH = 46;
const LOCAL = 0x0403_4b50;
const LOCAL_LENGTH = 30;
const EXTRA_64 = 0x0001;
const IN_EXTRA = 0xffff_ffff;

/** What of a directory is read: 2 000 entries of a hundred bytes. */
const MAX_DIRECTORY_BYTES = 204_800;
/** What an entry that is read whole may measure in the archive. What else was read leaves room for it, or not. */
const MAX_COMPRESSED_BYTES = 131_072;

/** All entries, in order. Undefined where the directory is broken, or has more than `maxEntries`. */
export const zipEntries = async (file: BoundedFile, maxEntries: number): Promise<readonly ZipEntry[] | undefined> => {
  const directory = await findDirectory(file);
  if (directory === undefined || directory.count > maxEntries || directory.sizeBytes > MAX_DIRECTORY_BYTES)
    return undefined;
  const bytes = await file.read(directory.position, directory.sizeBytes);
  return bytes.length === directory.sizeBytes ? entriesOf(bytes, directory) : undefined;
};

/** An entry's content, inflated to at most `maxBytes`. Undefined where it is broken, encrypted or larger. */
export const zipContent = async (file: BoundedFile, entry: ZipEntry, maxBytes: number): Promise<Buffer | undefined> => {
  const { compressedBytes, position, method } = entry;
  if (entry.encrypted || compressedBytes > MAX_COMPRESSED_BYTES || entry.sizeBytes > maxBytes) return undefined;
  const header = await file.read(position, LOCAL_LENGTH + Buffer.byteLength(entry.name));
  if (header.length < LOCAL_LENGTH || header.readUInt32LE(0) !== LOCAL) return undefined;
  if (header.toString('utf8', LOCAL_LENGTH) !== entry.name) return undefined;
  const start = position + LOCAL_LENGTH + header.readUInt16LE(26) + header.readUInt16LE(28);
  const bytes = await file.read(start, compressedBytes);
  if (bytes.length !== compressedBytes) return undefined;
  if (method === 0) return bytes;
  return method === 8 ? inflate(bytes, maxBytes) : undefined;
};

const inflateAsync = promisify(inflateRaw);

const inflate = (bytes: Buffer, maxOutputLength: number): Promise<Buffer | undefined> =>
  inflateAsync(bytes, { maxOutputLength }).catch(() => undefined);

/** The entries must be as many as the end record says, and fill the directory exactly. */
const entriesOf = (bytes: Buffer, { count }: Directory): readonly ZipEntry[] | undefined => {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at < bytes.length && entries.length < count) {
    if (at + CENTRAL_LENGTH > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) return undefined;
    const [nameBytes, extraBytes, commentBytes] = [at + 28, at + 30, at + 32].map((field) => bytes.readUInt16LE(field));
    const nameEnd = at + CENTRAL_LENGTH + (nameBytes ?? 0);
    const extraEnd = nameEnd + (extraBytes ?? 0);
    if (extraEnd > bytes.length) return undefined;
    const entry = entryOf(bytes.subarray(at, nameEnd), bytes.subarray(nameEnd, extraEnd));
    if (entry === undefined) return undefined;
    entries.push(entry);
    at = extraEnd + (commentBytes ?? 0);
  }
  return entries.length === count && at === bytes.length ? entries : undefined;
};

const entryOf = (record: Buffer, extra: Buffer): ZipEntry | undefined => {
  const short = [24, 20, 42].map((field) => record.readUInt32LE(field));
  const long = short.includes(IN_EXTRA) ? longNumbers(short, extra) : short;
  const [sizeBytes, compressedBytes, position] = long ?? [];
  if (sizeBytes === undefined || compressedBytes === undefined || position === undefined) return undefined;
  return {
    name: record.toString('utf8', CENTRAL_LENGTH),
    encrypted: (record.readUInt16LE(8) & 0x41) !== 0,
    method: record.readUInt16LE(10),
    compressedBytes,
    sizeBytes,
    position,
  };
};

/** Replaces, in order, the numbers that did not fit into 32 bits by those of the extra field. */
const longNumbers = (short: readonly number[], extra: Buffer): readonly number[] | undefined => {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== EXTRA_64) at += 4 + extra.readUInt16LE(at + 2);
  const numbers = extra.subarray(at + 4, at + 4 + (at + 4 <= extra.length ? extra.readUInt16LE(at + 2) : 0));
  if (numbers.length < 8 * short.filter((number) => number === IN_EXTRA).length) return undefined;
  let next = 0;
  return short.map((number) => (number === IN_EXTRA ? Number(numbers.readBigUInt64LE(8 * next++)) : number));
};
