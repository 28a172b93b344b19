import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER } from '../../src/adapters/stores/filesystem/media/owner.js';
import * as t from 'io-ts';
import { openEnvironment, type Environment } from '../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { type Key, type Write } from '../../src/adapters/stores/filesystem/lmdb/table.js';
import { DAY, HOUR } from '../../src/domain/model/time.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { messageRecord } from './upgrade.js';

/** How much there is of each kind: so much has expired, and every `KEPT`th of that has not. */
export interface WalkedStore {
  readonly expired: number;
  /** How many of the expired media records have a file; as many files have no record. */
  readonly files: number;
}

/** What is in each table, or each kind of file. */
export type Counts = Readonly<Record<(typeof kinds)[number], number>>;

/** What housekeeping walks. */
export const kinds = ['media', 'upload-handles', 'early-reports', 'idempotency-keys', 'files'] as const;

export const KEPT = 100;
const BATCH = 10_000;

/**
 * Fills the data folder of a store as format 2 keeps it, so that all that may expire has, but for a few. Each kind is
 * written right into its table: through the service it would take hours. Messages have no index, which nothing walks.
 */
export const fillWalked = async (dataDir: string, { expired, files }: WalkedStore): Promise<Counts> => {
  const environment = await openEnvironment({ dataDir });
  const now = Date.now();
  const kept = Math.ceil(expired / KEPT);
  const put = putter(environment);
  try {
    await put('format', 1, () => ['format', 2]);
    await put('last-message-ids', 1, () => [1, expired + kept]);
    for (let first = 0; first < expired + kept; first += BATCH) {
      const size = Math.min(BATCH, expired + kept - first);
      const isOld = (index: number): boolean => first + index < expired;
      await put('messages', size, (index) => {
        const id = first + index + 1;
        const createdAt = isOld(index) ? now - 40 * DAY + id : now - HOUR;
        return [[1, id], { ...messageRecord(id), key: `key-${id}`, createdAt }];
      });
      await put('idempotency-keys', size, (index) => [[1, `key-${first + index + 1}`], first + index + 1]);
      await put('media', size, (index) => [
        mediaIdAt(first + index),
        {
          type: 'image/jpeg',
          sizeBytes: 10,
          sha256: 'a'.repeat(64),
          accountId: 1,
          named: !isOld(index) && index % 2 === 0,
          publishedAt: isOld(index) ? now - HOUR + (first + index) : now + HOUR,
        },
      ]);
      await put('upload-handles', size, (index) => [
        [mediaIdAt(first + index), '1001'],
        { whatsappId: `w${index}`, goodUntil: isOld(index) ? now - HOUR + index : now + HOUR },
      ]);
      await put('early-reports', size, (index) => [
        [1, `early.${first + index}`],
        {
          keptUntil: isOld(index) ? now - HOUR + index : now + HOUR,
          reports: [{ wamid: `early.${first + index}`, messageId: null, at: now, status: 'read', failure: null }],
        },
      ]);
    }
  } finally {
    await environment.close();
  }
  await addFiles(dataDir, files, (index) => mediaIdAt(index));
  await addFiles(dataDir, files, (index) => mediaIdAt(index, 'no-record'));
  await addFiles(dataDir, Math.min(files, kept), (index) => mediaIdAt(expired + index));
  return keptOf({ expired, files });
};

/** What is to be there once all that has expired is gone. */
const keptOf = ({ expired, files }: WalkedStore): Counts => {
  const kept = Math.ceil(expired / KEPT);
  const left = Math.min(files, kept);
  return { media: kept, 'upload-handles': kept, 'early-reports': kept, 'idempotency-keys': kept, files: left };
};

type Entry = readonly [key: Key, value: unknown];

const rawTable = (environment: Environment, name: TableName) =>
  environment.table<Key, unknown>({ name, codec: t.unknown, show: String });

const putter =
  (environment: Environment) =>
  async (name: TableName, size: number, make: (index: number) => Entry): Promise<void> => {
    const table = rawTable(environment, name);
    const writes = (): readonly Write[] => Array.from({ length: size }, (_, index) => table.put(...make(index)));
    await orThrow(environment.write(() => ({ answer: undefined, writes: writes() })));
  };

/** 43 characters of base64url, spread over all folders. */
const mediaIdAt = (index: number, kind = 'recorded'): string => {
  const spread = (index * 2_654_435_761) % 2 ** 32;
  return `${'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(spread % 64)}${kind}_${spread}_${index}`
    .padEnd(43, 'x')
    .slice(0, 43);
};

const AT_ONCE = 64;

const addFiles = async (dataDir: string, count: number, idAt: (index: number) => string): Promise<void> => {
  const made = new Set<string>();
  for (let first = 0; first < count; first += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - first) }, async (_, offset) => {
        const id = idAt(first + offset);
        const folder = join(dataDir, 'media', id.charAt(0));
        if (!made.has(folder)) await mkdir(folder, { recursive: true });
        made.add(folder);
        await writeFile(join(folder, id), '0123456789');
      }),
    );
};

/** What is there now. */
export const countWalked = async (dataDir: string): Promise<Counts> => {
  const environment = await openEnvironment({ dataDir });
  const count = (name: TableName): Promise<number> =>
    orThrow(environment.read(() => rawTable(environment, name).keys({}).length));
  try {
    return {
      media: await count('media'),
      'upload-handles': await count('upload-handles'),
      'early-reports': await count('early-reports'),
      'idempotency-keys': await count('idempotency-keys'),
      files: await countFiles(join(dataDir, 'media')),
    };
  } finally {
    await environment.close();
  }
};

const countFiles = async (root: string): Promise<number> => {
  let count = 0;
  for (const folder of await readdir(root)) if (folder !== OWNER) count += (await readdir(join(root, folder))).length;
  return count;
};
