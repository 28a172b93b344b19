import { rm, stat } from 'node:fs/promises';
import * as t from 'io-ts';
import { inode, type Inode, inodeIn } from '../../../../../kit/files/inode.js';
import { readOwnJson } from '../../../../../kit/files/own-json.js';
import { writePrivateFile } from '../../../../../kit/files/private-file.js';
import { isOpenHere, lastCommitOf } from '../file-format/lock-file.js';
import { metaOf } from '../file-format/read-file.js';

/** What a copy of a data file does not share with it. Numbers are decimal texts. */
export interface Identity extends Inode {
  readonly device: string;
}

/** What this version keeps beside the data file, once it has opened the file. */
interface Kept extends Identity {
  /** The last transaction that was known. A file that is older than that was put in its place. */
  readonly transaction: string;
  /** When the file was last changed, in nanoseconds; null while it is open, and after a crash. */
  readonly changed: string | null;
}

const kept = t.strict({
  ...inode.type.props,
  device: t.string,
  transaction: t.string,
  changed: t.union([t.string, t.null]),
});

/** The end of the name of a file beside the data file, which is readable without LMDB. */
export const IDENTITY = '-identity';

const look = async (realFile: string): Promise<Identity & { readonly changed: string }> => {
  const stats = await stat(realFile, { bigint: true });
  return { ...inodeIn(stats), device: String(stats.dev), changed: String(stats.mtimeNs) };
};

export const isSame = (one: Identity, other: Identity): boolean =>
  one.device === other.device && one.inode === other.inode && one.born === other.born;

export const identityOf = (realFile: string): Promise<Identity> => look(realFile);

/**
 * Whether this data file is the one that was opened here last, as it was left. It is not if it is a copy, was restored
 * over the former content, or comes from a version that kept no identity. After a crash the time of the last change is
 * not known. What was restored then is older than the last commit, unless it was copied after that.
 */
export const isKnown = async (realFile: string): Promise<boolean> => {
  const known = await readKept(realFile);
  const now = await look(realFile);
  // Read before the file: a process that writes now commits before it says so.
  const lastCommit = isOpenHere(realFile) ? 0n : lastCommitOf(realFile);
  const meta = metaOf(realFile);
  if (known === null || meta === null) return false;
  return (
    isSame(known, now) &&
    BigInt(known.transaction) <= meta.transaction &&
    (known.changed === null ? lastCommit !== null && lastCommit <= meta.transaction : known.changed === now.changed)
  );
};

/** From now on the file is not known here. LMDB forgets its last commit once it opens the file. */
export const forgetIdentity = (realFile: string): Promise<void> => rm(`${realFile}${IDENTITY}`, { force: true });

const readKept = async (realFile: string): Promise<Kept | null> => {
  const found = await readOwnJson(`${realFile}${IDENTITY}`, kept);
  return found !== null && /^\d+$/.test(found.transaction) ? found : null;
};

/**
 * Keeps the identity of a data file: `open` while a process may change it, `closed` once none does. A failure is no
 * fault: the next opening walks the file.
 */
export const keepIdentity = async (realFile: string, state: 'open' | 'closed'): Promise<void> => {
  try {
    const { changed, ...identity } = await look(realFile);
    const transaction = String(metaOf(realFile)?.transaction ?? 0n);
    const next: Kept = { ...identity, transaction, changed: state === 'closed' ? changed : null };
    await writePrivateFile(`${realFile}${IDENTITY}`, `${JSON.stringify(next)}\n`);
  } catch {
    // A full disk, for one.
  }
};
