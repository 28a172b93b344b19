import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { DamagedMedia } from '../../../shared/media/damaged-media.js';
import { isSystemError } from '../../../../../kit/system-error.js';
import { type OpenFile, readExactly } from '../read-file.js';

/** How many bytes of each file are compared at once. */
const COMPARED = 256 * 1024;

/**
 * Whether a path is a file with exactly the bytes of a staged one. What is missing or cannot be read is not: a link, a
 * folder, a bad sector. Comparing costs a fraction of what making the same bytes durable once more does.
 */
export const hasSameBytes = async (path: string, staged: OpenFile, sizeBytes: number): Promise<boolean> => {
  const handle = await openSized(path, sizeBytes).catch(falseIfUnreadable);
  if (handle === false) return false;
  try {
    if (await isOneFile(handle, staged.handle)) return true;
    const published = { handle, path };
    for (let position = 0; position < sizeBytes; position += COMPARED) {
      const length = Math.min(COMPARED, sizeBytes - position);
      const [right, there] = await Promise.all([
        readExactly(staged, position, length),
        readExactly(published, position, length).catch(falseIfUnreadable),
      ]);
      if (there === false || !right.equals(there)) return false;
    }
    return true;
  } finally {
    await handle.close();
  }
};

/** Whether the file at a path is this open one. */
export const isAt = async (path: string, handle: FileHandle): Promise<boolean> => {
  try {
    return await isOneFile({ stat: () => lstat(path) }, handle);
  } catch (error) {
    return falseIfUnreadable(error);
  }
};

const openSized = async (path: string, sizeBytes: number): Promise<FileHandle | false> => {
  // Opening a pipe would wait for its writer.
  const stats = await lstat(path);
  if (!stats.isFile() || stats.size !== sizeBytes) return false;
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
};

const isOneFile = async (one: { readonly stat: () => Promise<Stats> }, other: FileHandle): Promise<boolean> => {
  const [{ dev, ino }, stats] = await Promise.all([one.stat(), other.stat()]);
  return dev === stats.dev && ino === stats.ino;
};

const falseIfUnreadable = (error: unknown): false => {
  if (isSystemError(error) || error instanceof DamagedMedia) return false;
  throw error;
};
