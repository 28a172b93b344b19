import { rm } from 'node:fs/promises';
import { open as openLmdb } from 'lmdb';
import { type MediaId, parseMediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaRecord, mediaTable } from '../media/media-tables.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { makeTable } from '../lmdb/table.js';

/** How many records are read at once. */
const BATCH = 256;

/** A published file as a copy of the records knows it; the record is null if it is damaged. */
export interface CopiedMedia {
  readonly id: MediaId;
  readonly record: MediaRecord | null;
}

/** The published files in a copy of the records that nothing else has open. */
export interface CopiedMediaList {
  readonly count: number;
  /** Those that a message names, or whose record is damaged, some at a time. */
  readonly batches: () => Generator<readonly CopiedMedia[]>;
  readonly close: () => Promise<void>;
}

/** Opens a sound copy of the records, which stays as it is. */
export const openCopiedMedia = (file: string): CopiedMediaList => {
  const root = openLmdb<string>({ path: file, noSubdir: true, readOnly: true, maxDbs: 4 });
  const { name } = mediaTable;
  // Undefined in a copy of a store that never had the table.
  const database = root.openDB<string>({ name, encoding: 'string' }) as
    ReturnType<typeof root.openDB<string>> | undefined;
  const close = async (): Promise<void> => {
    await root.close();
    await rm(`${file}-lock`, { force: true });
  };
  if (database === undefined) return { count: 0, batches: function* () {}, close };
  const table = makeTable(file, () => database, mediaTable, onlyRead);
  const read = (key: string): CopiedMedia | undefined => {
    const id = parseMediaId(key);
    const [record] = readEach([key], table.get, CorruptRecord).items;
    return id === null || record?.named === false ? undefined : { id, record: record ?? null };
  };
  return {
    count: (database.getStats() as { readonly entryCount: number }).entryCount,
    batches: function* () {
      for (let last = ''; ;) {
        const keys = table.keys(last === '' ? { limit: BATCH } : { from: `${last}-`, limit: BATCH });
        if (keys.length === 0) return;
        yield keys.flatMap((key) => read(key) ?? []);
        last = keys.at(-1) ?? '';
      }
    },
    close,
  };
};

const onlyRead = (): void => undefined;
