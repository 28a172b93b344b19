// @ts-check
/**
 * `npm start`: brings dist up to date and runs the service in this same process, so that signals reach it. With
 * arguments it is `postcard serve` with these.
 */
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { bringUpToDate } from './build/bring-up-to-date.mjs';

const FAILED = 1;
const root = new URL('../', import.meta.url);

if (bringUpToDate(fileURLToPath(root)) === 'ready') {
  const given = process.argv.length > 2;
  if (given) process.argv.splice(2, 0, 'serve');
  await import(new URL(given ? 'dist/cli/main.js' : 'dist/main.js', root).href);
} else process.exitCode = FAILED;
