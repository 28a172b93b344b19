import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { opendir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../../../kit/system-error.js';

/**
 * Takes a published file away at once by moving it among the staged ones, and then removes it: freeing the blocks
 * of a large file takes the system a while, in which no request has to wait. The move is done when this returns.
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

/** Removes a file; one that is not there is removed already. */
export const removeFile = async (path: string): Promise<void> => {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
};

/** The names of the files in a folder, at most `size` at a time; folders and the like are not ours. */
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
