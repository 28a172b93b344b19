import { orThrow } from '../../../../kit/or-throw.js';
import { lastPageOf } from './data-file.js';
import { type Environment } from './environment.js';
import { type Table } from './table.js';

/** Fills a page of the usual 4 KiB, so that nothing of what was on it is left. */
const FILLING = '\0'.repeat(4_000);
const BATCH = 64;
/** What a commit frees may be given out only after a few more, when nobody reads from before it any longer. */
const FEWEST_BATCHES = 4;

const keyOf = (n: number): string => `filler-${String(n).padStart(12, '0')}`;

/**
 * Writes over every page that is free: LMDB leaves there what it held. Fillers are put into the table, which has no
 * other keys of theirs, until they come to lie behind all that was there, and are taken out again. Rejects where the
 * store fails; whoever calls it anew begins anew.
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
