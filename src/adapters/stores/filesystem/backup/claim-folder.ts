import { mkdir, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { makeFolder } from '../../../../kit/files/make-folder.js';
import { isMissing, isSystemError } from '../../../../kit/system-error.js';
import { BackupStopped } from './backup-fault.js';

/** A folder that this process alone fills. */
export interface ClaimedFolder {
  /** Its absolute path. */
  readonly path: string;
  /** Removes these files and folders in it, and the folder itself if it was made for this. */
  readonly undo: (names: readonly string[]) => Promise<void>;
}

/** What a new file system has in its root. */
const ALLOWED = ['lost+found'];

/**
 * Claims a folder that is empty or not there, by making the folder `claim` in it. Null if it is not empty, or another
 * process was faster. Throws errors of the system.
 */
export const claimFolder = async (folder: string, claim: string): Promise<ClaimedFolder | null> => {
  const path = resolve(folder);
  const entries = await entriesOf(path);
  if (entries !== null && entries.some((name) => !ALLOWED.includes(name))) return null;
  if (entries === null) await makeFolder(path);
  const undo = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await rm(join(path, name), { recursive: true, force: true });
    // Others may have put something there meanwhile.
    if (entries === null) await rmdir(path).catch(() => undefined);
  };
  try {
    await mkdir(join(path, claim), { mode: 0o700 });
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return null;
    await undo([]);
    throw error;
  }
  return { path, undo };
};

const entriesOf = async (path: string): Promise<readonly string[] | null> => {
  try {
    return await readdir(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

/** Whether a path, which need not exist, is a folder or lies in it, also through links. */
export const isWithin = async (path: string, folder: string): Promise<boolean> => {
  const [inner, outer] = [await realPathOf(resolve(path)), await realPathOf(resolve(folder))];
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
};

/** The real path of what exists, followed by the names that do not exist yet. */
const realPathOf = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error;
    return join(await realPathOf(dirname(path)), basename(path));
  }
};

/** Errors of the system, and of LMDB's copy, as a fault of the folder that is written. */
export const writing = async <A>(folder: string, work: () => Promise<A>): Promise<A> => {
  try {
    return await work();
  } catch (cause) {
    throw isSystemError(cause) ? new BackupStopped({ _tag: 'NotWritten', folder, cause }) : cause;
  }
};
