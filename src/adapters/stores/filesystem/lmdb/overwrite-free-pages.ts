import { orThrow } from '../../../../kit/or-throw.js';
import { type Environment } from './environment.js';
import { lastPageOf } from './file-format/read-file.js';
import { type Table } from './table.js';

/** Fills a page of the usual 4 KiB, so that nothing of its old content is left. */
const FILLING = '\0'.repeat(4_000);
const BATCH = 64;
/** LMDB reuses the pages that a commit frees only a few commits later, when no reader uses an older one. */
const FEWEST_BATCHES = 4;

const keyOf = (n: number): string => `filler-${String(n).padStart(12, '0')}`;

/**
 * Overwrites every free page, because LMDB leaves the old content there. It adds fillers to the table, which has no
 * other keys of this kind, until they lie behind all old pages, and then removes them. Rejects if the store fails; the
 * next call starts from the beginning.
 */
export const overwriteFreePages = async (environment: Environment, table: Table<string, string>): Promise<void> => {
  for (let batch = 0, isAtTheEnd = false; batch < FEWEST_BATCHES || !isAtTheEnd; batch += 1) {
    const before = lastPageOf(environment.file);
    const keys = Array.from({ length: BATCH }, (_, n) => keyOf(batch * BATCH + n));
    await orThrow(environment.write(() => ({ answer: undefined, writes: keys.map((key) => table.put(key, FILLING)) })));
    isAtTheEnd = lastPageOf(environment.file) - before >= BATCH;
  }
  await orThrow(
    environment.write(() => ({
      answer: undefined,
      writes: table.keys({ from: keyOf(0), until: 'filler.' }).map((key) => table.remove(key)),
    })),
  );
};
