import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * The bytes of a file that this program made itself. Null if there is none that can be read, and for anything else under
 * its name: a link, a pipe, a device, a file of more than `mostBytes`.
 */
export const readOwnFile = async (path: string, mostBytes: number): Promise<Buffer | null> => {
  try {
    // A pipe without a writer would never open.
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = await file.stat();
      return stats.isFile() && stats.size <= mostBytes ? await file.readFile() : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};
