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

/** Stores that another version made: see test/fixtures/old-stores. */
const folder = fileURLToPath(new URL('../fixtures/old-stores/9f59c79', import.meta.url));

/** A copy of an old store. */
export interface OldStore {
  /** What makes a server keep everything there. */
  readonly settings: Readonly<Record<string, string>>;
  readonly shown: Shown & { readonly madeAt: number; readonly encryptionKey: string | null };
  readonly remove: () => Promise<void>;
}

type Seal = '' | '-sealed';

const shownIn = async (name: string): Promise<OldStore['shown']> =>
  JSON.parse(await readFile(join(folder, name, 'shown.json'), 'utf8')) as OldStore['shown'];

const keySetting = ({ encryptionKey }: OldStore['shown']): Readonly<Record<string, string>> =>
  encryptionKey === null ? {} : { ENCRYPTION_KEY: encryptionKey };

const oldFiles = async (seal: Seal): Promise<OldStore> => {
  const name = `files${seal}`;
  const { path, remove } = await makeTempDir();
  await cp(join(folder, name), path, { recursive: true });
  const shown = await shownIn(name);
  return { settings: { DATA_DIR: path, ...keySetting(shown) }, shown, remove };
};

const oldDatabase = async (seal: Seal): Promise<OldStore> => {
  const name = `mongodb${seal}`;
  const { url, db, drop } = await makeDatabase();
  const text = await readFile(join(folder, name, 'collections.json'), 'utf8');
  const collections = BSON.EJSON.parse(text, { relaxed: false }) as Readonly<Record<string, Document[]>>;
  for (const [collection, documents] of Object.entries(collections))
    if (documents.length > 0) await db.collection(collection).insertMany(documents);
  const { path, remove } = await makeTempDir();
  const shown = await shownIn(name);
  return {
    settings: { MONGODB_URL: url, DATA_DIR: path, ...keySetting(shown) },
    shown,
    remove: async () => {
      await drop();
      await remove();
    },
  };
};

/** The old stores by their names. */
export const oldStores: Readonly<Record<'files' | 'MongoDB', (seal: Seal) => Promise<OldStore>>> = {
  files: oldFiles,
  MongoDB: oldDatabase,
};

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
