/**
 * `openings-child.ts DATA-DIR TIMES`: opens the records of a folder again and again in one process that writes to them
 * all the time, reads and writes in what it opened, and closes it. Says `done`. An opening that waits for a transaction
 * that waits for the main thread ends this process's every timer too, so the test ends the process.
 */
import * as t from 'io-ts';
import { openEnvironment } from '../../src/adapters/stores/filesystem/lmdb/environment.js';
import { orThrow } from '../../src/kit/or-throw.js';

const [dataDir = '', times] = process.argv.slice(2);
const WRITERS = 20;

const first = await openEnvironment({ dataDir });
const numbersIn = (environment: typeof first) =>
  environment.table<number, number>({ name: 'pending', codec: t.number, show: String });

let isWriting = true;
let written = 0;
const write = async (environment: typeof first): Promise<void> => {
  const number = written++;
  await orThrow(environment.write(() => ({ answer: undefined, writes: [numbersIn(environment).put(number, number)] })));
};
const writers = Array.from({ length: WRITERS }, async () => {
  while (isWriting) await write(first);
});
for (let opening = 0; opening < Number(times); opening += 1) {
  const again = await openEnvironment({ dataDir });
  const own = write(again);
  if (opening % 2 === 0) await own;
  // The rest of the writes run while it closes.
  await Promise.all([again.close(), own]);
}
isWriting = false;
await Promise.all(writers);
const found = await orThrow(first.read(() => numbersIn(first).keys({}).length));
await first.close();
process.stdout.write(found === written ? 'done' : `${found} of ${written} written`);
