// @ts-check
/**
 * What npm runs when this tree is installed, packed, or fetched as a git dependency. Without dev dependencies
 * (`npm ci --omit=dev`) an install goes on: dist may come later. `npm start` refuses then, `npm pack` in `prepack`.
 */
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { bringUpToDate } from './build/bring-up-to-date.mjs';

const FAILED = 1;

if (bringUpToDate(fileURLToPath(new URL('../', import.meta.url))) === 'failed') process.exitCode = FAILED;
