import { constants, createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { chmod, copyFile, link, open } from 'node:fs/promises';
import { isSystemError } from '../../../../kit/system-error.js';

/** Gives a file a second name, like `link` of `node:fs/promises`. */
export type Link = (source: string, target: string) => Promise<void>;

/** The refusals of hard links that a copy gets around: another file system, or one that has none or too many. */
const COPIED = ['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'];

/**
 * Puts a file under a second path: as a hard link where that can be, else as a copy on the disk. Both may be shared
 * for ever, because published files are never written in place: they are replaced by a rename, or removed.
 */
export const linkOrCopy = async (source: string, target: string, makeLink: Link = link): Promise<void> => {
  try {
    await makeLink(source, target);
  } catch (error) {
    if (!isSystemError(error) || !COPIED.includes(error.code ?? '')) throw error;
    await copyDurably(source, target);
  }
};

/** Copies a file to a path that does not exist, with mode 0600, and syncs it. */
export const copyDurably = async (source: string, target: string): Promise<void> => {
  await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await syncFile(target);
};

/** Makes a file durable that something else wrote, with mode 0600. */
export const syncFile = async (path: string): Promise<void> => {
  await chmod(path, 0o600);
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};

/** The length of a file, and the SHA-256 of its bytes in lower-case hex. */
export const digestOf = async (path: string): Promise<{ readonly bytes: number; readonly sha256: string }> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
};
