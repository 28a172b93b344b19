import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { type BoundedFile } from '../bounded-file.js';

/** The central directory of a ZIP archive, also in the 64-bit form that some office libraries write. (APPNOTE 4.3) */
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

interface Directory {
  readonly count: number;
  readonly sizeBytes: number;
  readonly position: number;
}

const END = 0x0605_4b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
const LOCATOR_64_LENGTH = 20;
const CENTRAL = 0x0201_4b50;
const CENTRAL_LENGTH = 46;
const LOCAL = 0x0403_4b50;
const LOCAL_LENGTH = 30;
const EXTRA_64 = 0x0001;
const IN_EXTRA = 0xffff_ffff;

/** What of a directory is read: 2 000 entries of a hundred bytes. */
const MAX_DIRECTORY_BYTES = 204_800;
/** What a compressed entry may measure that is read whole: XML of 1 MiB is smaller. */
const MAX_COMPRESSED_BYTES = 49_152;

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

/** From the end record, which is last but for a comment; the directory must lie right before it. */
const findDirectory = async (file: BoundedFile): Promise<Directory | undefined> => {
  const end = (await endAt(file, 0)) ?? (await endAt(file, LONGEST_COMMENT));
  if (end === undefined) return undefined;
  const long = await end64(file, end.position);
  if (long === 'broken') return undefined;
  const directory = long?.directory ?? directoryOf(end.record);
  return directory.position + directory.sizeBytes === (long?.position ?? end.position) ? directory : undefined;
};

const endAt = async (
  file: BoundedFile,
  longestComment: number,
): Promise<{ readonly record: Buffer; readonly position: number } | undefined> => {
  const start = Math.max(0, file.sizeBytes - END_LENGTH - longestComment);
  const tail = await file.read(start, END_LENGTH + longestComment);
  for (let at = tail.length - END_LENGTH; at >= 0; at--)
    if (tail.readUInt32LE(at) === END && at + END_LENGTH + tail.readUInt16LE(at + 20) === tail.length)
      return { record: tail.subarray(at, at + END_LENGTH), position: start + at };
  return undefined;
};

const directoryOf = (end: Buffer): Directory => ({
  count: end.readUInt16LE(10),
  sizeBytes: end.readUInt32LE(12),
  position: end.readUInt32LE(16),
});

/** The 64-bit end record, where the locator before the end record points to one. */
const end64 = async (
  file: BoundedFile,
  endPosition: number,
): Promise<{ readonly directory: Directory; readonly position: number } | 'broken' | undefined> => {
  const locator = await file.read(endPosition - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH);
  if (locator.length < LOCATOR_64_LENGTH || locator.readUInt32LE(0) !== LOCATOR_64) return undefined;
  const position = Number(locator.readBigUInt64LE(8));
  const record = await file.read(position, 56);
  if (record.length < 56 || record.readUInt32LE(0) !== END_64) return 'broken';
  const [count, sizeBytes, start] = [32, 40, 48].map((at) => Number(record.readBigUInt64LE(at)));
  return { directory: { count: count ?? 0, sizeBytes: sizeBytes ?? 0, position: start ?? 0 }, position };
};

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
