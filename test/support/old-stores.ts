import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BSON, type Document } from 'mongodb';
import { pino } from 'pino';
import { openServerStores } from '../../src/app/stores.js';
import { realTime } from '../../src/kit/time/timer.js';
import { type Shown } from '../fixtures/old-stores/fill.js';
import { makeDatabase } from './mongodb/database.js';
import { configOf } from './service.js';
import { makeTempDir } from './temp-dir.js';

/** A version that made stores: see test/fixtures/old-stores. */
interface OldVersion {
  readonly commit: string;
  readonly format: number;
  /** What frees an idempotency key a day later: the clock, or hours of service alone. */
  readonly keysEndBy: 'clock' | 'service';
}

const FIRST_VERSION: OldVersion = { commit: '9f59c79', format: 1, keysEndBy: 'clock' };
export const OLD_VERSIONS: readonly OldVersion[] = [
  FIRST_VERSION,
  { commit: '41d3f33', format: 7, keysEndBy: 'service' },
  { commit: '11356ad', format: 8, keysEndBy: 'service' },
];

const folderOf = ({ commit }: OldVersion, name: string): string =>
  fileURLToPath(new URL(`../fixtures/old-stores/${commit}/${name}`, import.meta.url));

/** A copy of an old store. */
export interface OldStore {
  /** What makes a server keep everything there. */
  readonly settings: Readonly<Record<string, string>>;
  readonly shown: Shown & { readonly madeAt: number; readonly encryptionKey: string | null };
  readonly remove: () => Promise<void>;
}

type Seal = '' | '-sealed';

const shownIn = async (folder: string): Promise<OldStore['shown']> =>
  JSON.parse(await readFile(join(folder, 'shown.json'), 'utf8')) as OldStore['shown'];

const keySetting = ({ encryptionKey }: OldStore['shown']): Readonly<Record<string, string>> =>
  encryptionKey === null ? {} : { ENCRYPTION_KEY: encryptionKey };

const oldFiles = async (version: OldVersion, seal: Seal): Promise<OldStore> => {
  const folder = folderOf(version, `files${seal}`);
  const { path, remove } = await makeTempDir();
  await cp(folder, path, { recursive: true });
  const shown = await shownIn(folder);
  return { settings: { DATA_DIR: path, ...keySetting(shown) }, shown, remove };
};

const oldDatabase = async (version: OldVersion, seal: Seal): Promise<OldStore> => {
  const folder = folderOf(version, `mongodb${seal}`);
  const { url, db, drop } = await makeDatabase();
  const text = await readFile(join(folder, 'collections.json'), 'utf8');
  const collections = BSON.EJSON.parse(text, { relaxed: false }) as Readonly<Record<string, Document[]>>;
  for (const [collection, documents] of Object.entries(collections))
    if (documents.length > 0) await db.collection(collection).insertMany(documents);
  const { path, remove } = await makeTempDir();
  const shown = await shownIn(folder);
  return {
    settings: { MONGODB_URL: url, DATA_DIR: path, ...keySetting(shown) },
    shown,
    remove: async () => {
      await drop();
      await remove();
    },
  };
};

type OldStores = Readonly<Record<'files' | 'MongoDB', (seal: Seal) => Promise<OldStore>>>;

/** The stores of a version by their names. */
export const storesOf = (version: OldVersion): OldStores => ({
  files: (seal) => oldFiles(version, seal),
  MongoDB: (seal) => oldDatabase(version, seal),
});

/** The stores of the first format. */
export const oldStores = storesOf(FIRST_VERSION);

/** Brings a store up to date, as the start of a server does. */
export const upgradeStores = async (settings: Readonly<Record<string, string>>): Promise<void> => {
  const upgrading = {
    log: pino({ level: 'silent' }),
    stopping: new AbortController().signal,
    time: realTime,
  };
  const stores = await openServerStores(configOf(settings), upgrading);
  await stores?.close();
};
