import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Writes a file that only its owner may read (mode 0600), whole or not at all. A link in its place is replaced. */
export const writePrivateFile = (path: string, text: string): Promise<void> => writeWholeFile(path, text, 0o600);

/** The same for a file of any mode. */
export const writeWholeFile = async (path: string, content: string | Uint8Array, mode: number): Promise<void> => {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};
