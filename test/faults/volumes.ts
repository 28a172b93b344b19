import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../../src/kit/system-error.js';
import { makeTempDir } from '../support/temp-dir.js';

/** A small file system of its own. */
export interface Volume {
  readonly path: string;
  /** Fills it until so many bytes are free. */
  readonly leave: (bytes: number) => Promise<void>;
  /** Takes the filling away. */
  readonly empty: () => Promise<void>;
  readonly setReadOnly: (readOnly: boolean) => void;
  readonly remove: () => Promise<void>;
}

const MIB = 1_048_576;

/** Mounts a file system in memory; throws where this process may not. */
export const mountVolume = async (megabytes: number): Promise<Volume> => {
  const folder = await makeTempDir();
  const path = join(folder.path, 'volume');
  const filling = join(path, 'filling');
  await mkdir(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'pipe' });
  return {
    path,
    leave: (bytes) => fill(path, filling, bytes),
    empty: () => rm(filling, { force: true }),
    setReadOnly: (readOnly) =>
      void execFileSync('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, path], { stdio: 'pipe' }),
    remove: async () => {
      execFileSync('umount', ['-l', path], { stdio: 'pipe' });
      await folder.remove();
    },
  };
};

/** What else writes meanwhile may take the room that was seen. Then it is filled anew. */
const fill = async (path: string, filling: string, bytes: number, tries = 20): Promise<void> => {
  await rm(filling, { force: true });
  const { bavail, bsize } = await statfs(path);
  try {
    await writeFile(filling, fillingOf(Math.max(0, bavail * bsize - bytes)));
  } catch (error) {
    if (tries === 0 || !isSystemError(error) || error.code !== 'ENOSPC') throw error;
    await fill(path, filling, bytes, tries - 1);
  }
};

function* fillingOf(size: number): Generator<Buffer, void> {
  for (let left = size; left > 0; left -= MIB) yield Buffer.alloc(Math.min(left, MIB));
}

/** Why no volume can be mounted here; null where one can. */
export const whyNoVolumes = async (): Promise<string | null> => {
  try {
    await (await mountVolume(1)).remove();
    return null;
  } catch (error) {
    return `no file system can be mounted here: ${error instanceof Error ? error.message.split('\n')[0] : ''}`;
  }
};
