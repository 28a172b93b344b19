import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A file in the staging folder. It stays open while its request may read it. */
export interface DiskFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Makes the bytes durable, then gives the file its final name. The name is not durable yet. */
  readonly moveTo: (path: string) => Promise<void>;
  /** Removes the staged name, if it is still there. The open file can still be read. */
  readonly removeName: () => Promise<void>;
  /** Closes the file, and deletes it unless it was moved. Never rejects; repeating it is harmless. */
  readonly discard: () => Promise<void>;
}

/** The staging folder, and which of its files belong to running requests. */
export interface StagingFolder {
  readonly create: () => Promise<DiskFile>;
  /** Whether a running request owns the file of this name. A name without an owner never gets one. */
  readonly owns: (name: string) => boolean;
}

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

export const stagingFolder = (folder: string): StagingFolder => {
  const owned = new Set<string>();
  return {
    create: async () => {
      const name = randomBytes(24).toString('base64url');
      const path = join(folder, name);
      owned.add(name);
      try {
        const handle = await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
        return stagedFile(path, handle, () => owned.delete(name));
      } catch (error) {
        owned.delete(name);
        throw error;
      }
    },
    owns: (name) => owned.has(name),
  };
};

const stagedFile = (path: string, handle: FileHandle, disown: () => void): DiskFile => {
  let isNamed = true;
  let isMoved = false;
  let discarded: Promise<void> | null = null;

  const removeName = async (): Promise<void> => {
    if (!isNamed) return;
    await unlink(path);
    isNamed = false;
  };

  const discard = async (): Promise<void> => {
    // A file that cannot be removed now is left to the sweep, which removes files without an owner.
    await removeName().catch(() => undefined);
    disown();
    const closed = handle.close().catch(() => undefined);
    // A published file stays, and no request waits until the system has closed it.
    if (!isMoved) await closed;
  };

  return {
    path,
    handle,
    moveTo: async (target) => {
      await handle.datasync();
      await rename(path, target);
      isNamed = false;
      isMoved = true;
    },
    removeName,
    discard: () => (discarded ??= discard()),
  };
};
