import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, isSystemError } from '../system-error.js';

/**
 * Makes a folder that only its owner may use (mode 0700), and the folders above it, where they are missing. Node's own
 * recursive `mkdir` runs for ever where the system says ENOENT of a folder whose parent is there (under `/proc`, on
 * Node 20).
 */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await makeOne(path);
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
};

const makeOne = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
  }
};
