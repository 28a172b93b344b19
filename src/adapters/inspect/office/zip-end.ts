import { type BoundedFile } from '../bounded-file.js';

/** Where the central directory of a ZIP archive is, also in the 64-bit form that some office libraries write. */
export interface Directory {
  readonly count: number;
  readonly sizeBytes: number;
  readonly position: number;
}

/** The end record of the archive. (APPNOTE 4.3.16) */
const END = Buffer.from('504b0506', 'hex');
const END_LENGTH = 22;
const COMMENT_LENGTH = 20;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
const LOCATOR_64_LENGTH = 20;

/** Most archives end in their end record: a small read finds it. */
const FIRST_TRY = 512;
/** A comment has up to 64 KiB. Bytes behind the archive, as mail programs and editors add them, share that space. */
const END_WITHIN = END_LENGTH + 0xffff;

/**
 * The directory that the last end record names; it must lie right before that record. No other record is tried: an
 * archive with two would be one archive for us and another for the program that opens it.
 */
export const findDirectory = async (file: BoundedFile): Promise<Directory | undefined> => {
  const end = (await lastEnd(file, FIRST_TRY)) ?? (await lastEnd(file, END_WITHIN));
  if (end === undefined || end.record.length < END_LENGTH) return undefined;
  if (end.record.length < END_LENGTH + end.record.readUInt16LE(COMMENT_LENGTH)) return undefined;
  const long = await end64(file, end.position);
  if (long === 'broken') return undefined;
  const directory = long?.directory ?? directoryOf(end.record);
  return directory.position + directory.sizeBytes === (long?.position ?? end.position) ? directory : undefined;
};

/** The last end record, with all that follows it. */
const lastEnd = async (
  file: BoundedFile,
  within: number,
): Promise<{ readonly record: Buffer; readonly position: number } | undefined> => {
  const start = Math.max(0, file.sizeBytes - within);
  const tail = await file.read(start, within);
  const at = tail.lastIndexOf(END);
  return at < 0 ? undefined : { record: tail.subarray(at), position: start + at };
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
