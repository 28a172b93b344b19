import { createReadStream } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMediaStorage } from '../../src/adapters/stores/filesystem/media/media-storage.js';
import { OWNER } from '../../src/adapters/stores/filesystem/media/owner.js';
import { type FilesystemRecords, openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { makeFolder } from '../../src/kit/files/make-folder.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { later, sha256Of, snapshotOf, type StoreUnderTest } from './stores.js';

/** Records in LMDB, media in files, looked at past the service. */
export const fileStore: StoreUnderTest = {
  name: 'files',
  place: async (dataDir) => {
    const media = join(dataDir, 'media');
    const staging = join(media, 'staging');
    const withRecords = async <A>(work: (records: FilesystemRecords) => Promise<A>): Promise<A> => {
      const records = await openFilesystemRecords({ dataDir, encryptionKey: null });
      try {
        return await work(records);
      } finally {
        await records.close();
      }
    };
    return {
      settings: { DATA_DIR: dataDir },
      forOneServer: true,
      inspect: (from = 1) =>
        withRecords(({ messages }) =>
          snapshotOf(messages, upFrom(from), (id) => digestOf(join(media, id.charAt(0), id))),
        ),
      litter: async () => {
        await makeFolder(staging);
        await writeFile(join(staging, 'litter'), '');
      },
      staged: async () => (await readdir(staging)).length,
      leftOver: () =>
        withRecords(async ({ media: records }) => {
          const storage = await openMediaStorage({ dataDir, records, now: later });
          await orThrow(storage.sweep);
          await storage.close();
          return (await allFiles(media)).filter((name) => records.get(name as MediaId)?.named !== true);
        }),
      remove: async () => undefined,
    };
  },
};

function* upFrom(first: number): Generator<number, never> {
  for (let id = first; ; id += 1) yield id;
}

const digestOf = async (path: string): Promise<string | null> => {
  try {
    return await sha256Of(createReadStream(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const allFiles = async (root: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const folder of await readdir(root)) {
    if (folder === OWNER) continue;
    if (!(await stat(join(root, folder))).isDirectory()) names.push(folder);
    else names.push(...(await readdir(join(root, folder))));
  }
  return names;
};
