/**
 * `npm run test:faults [-- part …] [-- --store files] [-- --write docs/under-fire.md]`: does to a running service what a
 * bad day would, prints each row as it comes and the whole table at the end, and writes the table into a file where
 * `--write` names one. Exit code 1 where something does not hold.
 */
import { parseArgs } from 'node:util';
import { testServer } from '../support/mongodb/server.js';
import { copyBuild } from './broken-builds.js';
import { fileStore } from './file-store.js';
import { mongodbStore } from './mongodb-store.js';
import { type Part } from './part.js';
import { parts } from './parts.js';
import { fails, lineOf, type Row, seconds, tableOf, writeTable } from './report.js';
import { theBuild } from './stand.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'string' },
    store: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

// A build that runs meanwhile does not change what is tested.
const build = await copyBuild();
const rows: Row[] = [];
const add = (row: Row): void => {
  rows.push(row);
  process.stderr.write(`${lineOf(row)}\n`);
};
try {
  for (const store of [fileStore, mongodbStore]) {
    if (values.store !== undefined && values.store !== store.name) continue;
    if (store.name === 'MongoDB' && (await testServer()) === null) {
      add({ trial: 'all of it on MongoDB', demanded: '', measured: 'there is no MongoDB here', holds: null });
      continue;
    }
    for (const [name, part] of Object.entries<Part>(parts[store.name])) {
      if (positionals.length > 0 && !positionals.includes(name)) continue;
      const from = performance.now();
      const found = await part({ ...theBuild, store, dist: build.dist }, values.smoke ? 'smoke' : 'whole');
      for (const row of found)
        add({ ...row, trial: store.name === 'files' ? row.trial : `${store.name}: ${row.trial}` });
      process.stderr.write(`(${name}: ${seconds(performance.now() - from)})\n`);
    }
  }
} finally {
  await build.remove();
}
const table = tableOf(rows);
process.stdout.write(`${table}\n`);
if (values.write !== undefined) await writeTable(values.write, table);
// A database that was started for this ends with the process.
process.exit(rows.some(fails) ? 1 : 0);
