import { readFile } from 'node:fs/promises';
import { type Lockfile, lockfileFaults } from './lockfile-faults.js';

/** Tells what is wrong with the lock file, one sentence a line, and ends with 1 if anything is. */
const lockfile = process.argv[2] ?? new URL('../../package-lock.json', import.meta.url);
const faults = lockfileFaults(JSON.parse(await readFile(lockfile, 'utf8')) as Lockfile);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
