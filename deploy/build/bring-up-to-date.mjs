// @ts-check
import process from 'node:process';
import { build, findCompiler, readState } from './build.mjs';

/** What is wrong with dist, by its state. */
const FAULTS = {
  missing: 'dist is missing, or a part of it',
  stale: 'dist was not built from what src holds now',
};

const NO_COMPILER = 'TypeScript, which builds it, is not installed (it is a dev dependency)';
const TO_DO = 'Run "npm ci --include=dev" once, then "npm start". After that, "npm ci --omit=dev" keeps the build.';
const RUN_STALE = 'To run the old build as it is: "node dist/main.js".';

/** @param {readonly string[]} lines */
const say = (...lines) => void process.stderr.write(`${lines.join('\n')}\n`);

/**
 * Builds dist where it is missing or was not built from the present src, and says so on stderr. Where it cannot, it
 * says what to do.
 *
 * @param {string} root
 * @returns {'ready' | 'failed' | 'no-compiler'}
 */
export const bringUpToDate = (root) => {
  const state = readState(root);
  if (state === 'packaged' || state === 'current') return 'ready';
  const compiler = findCompiler(root);
  if (compiler === null) {
    say(`${FAULTS[state]}, and ${NO_COMPILER}.`, TO_DO, ...(state === 'stale' ? [RUN_STALE] : []));
    return 'no-compiler';
  }
  say(`${FAULTS[state]}: building it from src ...`);
  return build(root, compiler) ? 'ready' : 'failed';
};
