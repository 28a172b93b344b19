/**
 * `npm run test:faults [-- part …] [-- --write README.md]`: does to a running service what a bad day would, prints a
 * table of what came out, and puts it into a file. Exit code 1 where something does not hold.
 */
import { parseArgs } from 'node:util';
import { copyBuild } from './broken-builds.js';
import { parts } from './parts.js';
import { type Row, seconds, tableOf, writeTable } from './report.js';
import { theBuild } from './stand.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'string' }, smoke: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`no part is called ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}`);

// Whoever builds meanwhile does not change what stands trial.
const build = await copyBuild();
const rows: Row[] = [];
try {
  for (const [name, part] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const from = performance.now();
    rows.push(...(await part({ ...theBuild, dist: build.dist }, values.smoke ? 'smoke' : 'whole')));
    process.stderr.write(`${name}: ${seconds(performance.now() - from)}\n`);
  }
} finally {
  await build.remove();
}
const table = tableOf(rows);
process.stdout.write(`${table}\n`);
if (values.write !== undefined) await writeTable(values.write, table);
if (rows.some(({ holds }) => holds === false)) process.exitCode = 1;
