// @ts-check
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { builtModules, readStamp, sourceDigest, sourceModules, writeStamp } from './files.mjs';
import { distState } from './state.mjs';

/**
 * What state dist is in, here and now.
 *
 * @param {string} root
 */
export const readState = (root) =>
  distState({ digest: sourceDigest(root), stamp: readStamp(root), built: new Set(builtModules(root)) });

/**
 * The path of tsc; null where dev dependencies are not installed.
 *
 * @param {string} root
 * @returns {string | null}
 */
export const findCompiler = (root) => {
  try {
    return createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');
  } catch {
    return null;
  }
};

/**
 * Brings dist up to date with src, and takes out what a deleted source has left there. What tsc has to say goes to
 * stderr: stdout belongs to the server.
 *
 * @param {string} root
 * @param {string} compiler the path of tsc
 * @returns {boolean} false where tsc found faults; dist is then stale
 */
export const build = (root, compiler) => {
  // tsc writes only what has changed since its last run, so it would not bring back a file that is gone from dist.
  const stamp = readStamp(root);
  if (stamp === null || readState(root) === 'missing') rmSync(join(root, 'dist'), { recursive: true, force: true });

  // The digest is taken first: a source that changes while tsc runs makes the next start build again.
  const digest = sourceDigest(root);
  const before = stamp?.modules ?? [];
  writeStamp(root, { digest: null, modules: before });
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });

  const sources = new Set(sourceModules(root));
  for (const gone of before.filter((module) => !sources.has(module)))
    for (const ending of ['.js', '.js.map']) rmSync(join(root, 'dist', gone + ending), { force: true });
  // npx runs the command itself, and npm makes it executable only when it first links it.
  const command = join(root, 'dist/cli/main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
  const modules = builtModules(root).filter((module) => sources.has(module));
  writeStamp(root, { digest: status === 0 ? digest : null, modules });
  return status === 0;
};
