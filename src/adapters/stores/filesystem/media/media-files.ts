import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { opendir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../../../kit/system-error.js';

/**
 * Removes a published file in two steps: it moves the file into the staging folder, and then deletes it there. The
 * system needs a while to free the blocks of a large file, and no request waits for that. The move is done when this
 * returns.
 */
export const takeAway = async (staging: string, path: string): Promise<void> => {
  const moved = join(staging, randomBytes(24).toString('base64url'));
  try {
    renameSync(path, moved);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  await removeFile(moved);
};

/** Removes a file. A missing file counts as removed. */
export const removeFile = async (path: string): Promise<void> => {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
};

/** The names of the files in a folder, at most `size` at a time. Folders and special files are skipped. */
export async function* fileNames(folder: string, size: number): AsyncGenerator<readonly string[]> {
  let names: string[] = [];
  for await (const entry of await opendir(folder, { bufferSize: size })) {
    if (entry.isFile() || entry.isSymbolicLink()) names.push(entry.name);
    if (names.length < size) continue;
    yield names;
    names = [];
  }
  if (names.length > 0) yield names;
}
