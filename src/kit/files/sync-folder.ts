import { type FileHandle, open } from 'node:fs/promises';

/** Makes the names in a folder durable: those that were made, moved or removed before the call. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Folders that are synced again and again, and so stay open. */
export interface OpenFolders {
  /** `syncFolder` for one of them. */
  readonly sync: (folder: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const openFolders = async (folders: readonly string[]): Promise<OpenFolders> => {
  const handles = new Map<string, FileHandle>();
  for (const folder of folders) handles.set(folder, await open(folder, 'r'));
  return {
    sync: (folder) => handles.get(folder)?.sync() ?? syncFolder(folder),
    close: async () => {
      for (const handle of handles.values()) await handle.close();
    },
  };
};

/**
 * `syncFolder` for many callers at once: one fsync serves every rename that came before it, so whoever calls while
 * one is running shares the one after it with all others who do.
 */
export const makeSharedSync = (sync: (folder: string) => Promise<void>) => {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  const start = (folder: string): Promise<void> => {
    const sharedSync = sync(folder).finally(() => running.delete(folder));
    running.set(folder, sharedSync);
    return sharedSync;
  };

  const startAfter = (folder: string, current: Promise<void>): Promise<void> => {
    const begin = (): Promise<void> => {
      next.delete(folder);
      return start(folder);
    };
    const waiting = current.then(begin, begin);
    next.set(folder, waiting);
    return waiting;
  };

  return (folder: string): Promise<void> => {
    const current = running.get(folder);
    return current === undefined ? start(folder) : (next.get(folder) ?? startAfter(folder, current));
  };
};
