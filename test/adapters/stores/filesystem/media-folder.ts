import { open, readdir, truncate, unlink } from 'node:fs/promises';
import * as t from 'io-ts';
import { join } from 'node:path';
import { type MediaRecords } from '../../../../src/adapters/stores/filesystem/media/media-records.js';
import { type MediaRecord } from '../../../../src/adapters/stores/filesystem/media/media-tables.js';
import {
  type FileMediaStorage,
  type MediaStorageOptions,
  openMediaStorage,
} from '../../../../src/adapters/stores/filesystem/media/media-storage.js';
import { OWNER } from '../../../../src/adapters/stores/filesystem/media/owner.js';
import { openFilesystemRecords } from '../../../../src/adapters/stores/filesystem/records.js';
import { UNLIMITED } from '../../../../src/domain/model/account/account.js';
import { type MediaId } from '../../../../src/domain/model/media/media-id.js';
import { type MediaStage } from '../../../contracts/media-storage.js';
import { draft, NOW, right } from '../../../contracts/support.js';
import { makeDataDir } from './folder.js';

export interface MediaFolder extends MediaStage {
  readonly dataDir: string;
  readonly records: MediaRecords;
  readonly now: () => number;
  /** Where a published file lies. */
  readonly pathOf: (id: MediaId) => string;
  readonly stagingDir: string;
  /** Another storage on the same folder and records. */
  readonly reopen: (more?: Partial<MediaStorageOptions>) => ReturnType<typeof openMediaStorage>;
  readonly close: () => Promise<void>;
}

/** A media storage on a fresh folder with records of its own. */
export const openMediaFolder = async (more: Partial<MediaStorageOptions> = {}): Promise<MediaFolder> => {
  const { dataDir, remove } = await makeDataDir();
  const {
    media: records,
    messages,
    environment,
    close,
  } = await openFilesystemRecords({ dataDir, encryptionKey: null });
  let time = NOW;
  const now = (): number => time;
  const opened: FileMediaStorage[] = [];
  const reopen: MediaFolder['reopen'] = async (changes = {}) => {
    const storage = await openMediaStorage({ dataDir, records, now, ...more, ...changes });
    opened.push(storage);
    return storage;
  };

  const media = join(dataDir, 'media');
  const table = environment.table<string, unknown>({ name: 'media', codec: t.unknown, show: String });
  const pathOf = (id: MediaId): string => join(media, id.charAt(0), id);
  const filesIn = async (folder: string): Promise<number> => (await readdir(folder)).length;
  return {
    dataDir,
    records,
    now,
    storage: await reopen(),
    reopen,
    restart: () => reopen(),
    pass: (milliseconds) => void (time += milliseconds),
    name: async (id) => void (await right(messages.open(draft({ mediaId: id }), UNLIMITED, time))),
    pathOf,
    stagingDir: join(media, 'staging'),
    damage: (id) =>
      right(
        environment.write(() => {
          const { sizeBytes: _, ...rest } = table.get(id) as MediaRecord;
          return { answer: undefined, writes: [table.put(id, rest)] };
        }),
      ),
    rot: async (id) => {
      const file = await open(pathOf(id), 'r+');
      await file.write('wrong', 300_000);
      await file.close();
    },
    cut: (id) => truncate(pathOf(id), 1_000),
    lose: (id) => unlink(pathOf(id)),
    unrecord: (id) => right(environment.write(() => ({ answer: undefined, writes: [table.remove(id)] }))),
    kept: async () => {
      const folders = (await readdir(media)).filter((name) => !['staging', OWNER].includes(name));
      const counts = await Promise.all(folders.map((folder) => filesIn(join(media, folder))));
      return {
        staged: await filesIn(join(media, 'staging')),
        published: counts.reduce((sum, count) => sum + count, 0),
      };
    },
    close: async () => {
      for (const storage of opened) await storage.close();
      await close();
      await remove();
    },
  };
};
