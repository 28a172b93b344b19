/** `killed-child.ts DATA-DIR`: opens the records of a folder, writes to them, says `written` and kills itself. */
import * as t from 'io-ts';
import { writeSync } from 'node:fs';
import { openEnvironment } from '../../src/adapters/stores/filesystem/lmdb/environment.js';
import { orThrow } from '../../src/kit/or-throw.js';

const [dataDir = ''] = process.argv.slice(2);
const WRITES = 3;

const environment = await openEnvironment({ dataDir });
const numbers = environment.table<number, number>({ name: 'pending', codec: t.number, show: String });
for (let number = 0; number < WRITES; number += 1)
  await orThrow(environment.write(() => ({ answer: undefined, writes: [numbers.put(number, number)] })));
writeSync(1, 'written');
process.kill(process.pid, 'SIGKILL');
