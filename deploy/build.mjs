// @ts-check
/** `npm run build`: runs tsc whatever the state of dist. */
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { build, findCompiler } from './build/build.mjs';

const FAILED = 1;
const root = fileURLToPath(new URL('../', import.meta.url));

const compiler = findCompiler(root);
if (compiler === null)
  process.stderr.write('TypeScript is not installed (it is a dev dependency). Run "npm ci --include=dev" first.\n');
if (compiler === null || !build(root, compiler)) process.exitCode = FAILED;
