import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempDir {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** A folder of a test's own. */
export const makeTempDir = async (): Promise<TempDir> => {
  const path = await mkdtemp(join(tmpdir(), 'postcard-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};
