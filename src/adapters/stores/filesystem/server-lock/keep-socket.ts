import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inodeOf, isSameInode } from '../../../../kit/files/inode.js';
import { isMissing } from '../../../../kit/system-error.js';
import { type HoldSocket, listenAt } from './hold-socket.js';

/** How often a holder looks whether its socket is there, in milliseconds. */
export const LOOK_EVERY = 10_000;

/**
 * Listens at a path, and again if the socket is removed: something that cleans up took it for old. Not if the folder has
 * moved, since the socket went with it, and what lies at the path now may be a copy.
 */
export const keepListening = async (path: string, lookEvery: number): Promise<HoldSocket> => {
  const folder = await inodeOf(dirname(path));
  // A socket that was removed stays open: to close it would remove its successor.
  const sockets = [await listenAt(path)];
  const look = async (): Promise<void> => {
    if ((await isThere(path)) || !isSameInode(await inodeOf(dirname(path)), folder)) return;
    sockets.push(await listenAt(path));
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => void (looking = looking.then(look).catch(ignore)), lookEvery).unref();
  return {
    close: async () => {
      clearInterval(timer);
      await looking;
      for (const socket of sockets) await socket.close();
    },
  };
};

/** The folder is gone, or the disk is full: it looks again later. */
const ignore = (): void => undefined;

/** A killed server leaves its socket behind. */
export const isThere = async (path: string): Promise<boolean> => {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};
