// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** @import { Stamp } from './state.mjs' */

/** What decides, beside src, what tsc writes. */
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json'];

/**
 * The files below a folder: their paths in it, with `/`, sorted. Empty where there is no such folder.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
const filesBelow = (folder) => {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
};

/**
 * The modules of src: paths below it, without `.ts`.
 *
 * @param {string} root
 */
export const sourceModules = (root) =>
  filesBelow(join(root, 'src'))
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length));

/**
 * The modules of dist: paths below it, without `.js`.
 *
 * @param {string} root
 */
export const builtModules = (root) =>
  filesBelow(join(root, 'dist'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.slice(0, -'.js'.length));

/**
 * SHA-256 over names and content of all that dist is built from. Null where there is no src.
 *
 * @param {string} root
 * @returns {string | null}
 */
export const sourceDigest = (root) => {
  const sources = filesBelow(join(root, 'src'));
  if (sources.length === 0) return null;
  const hash = createHash('sha256');
  for (const name of [...SETTINGS, ...sources.map((source) => `src/${source}`)]) {
    const content = readFileSync(join(root, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

/** @param {string} root */
const stampFile = (root) => join(root, 'dist', '.built.json');

/**
 * Null where there is none, or none that can be read.
 *
 * @param {string} root
 * @returns {Stamp | null}
 */
export const readStamp = (root) => {
  try {
    const { digest, modules } = JSON.parse(readFileSync(stampFile(root), 'utf8'));
    return (digest === null || typeof digest === 'string') && Array.isArray(modules) ? { digest, modules } : null;
  } catch {
    return null;
  }
};

/**
 * Makes dist where it is missing.
 *
 * @param {string} root
 * @param {Stamp} stamp
 */
export const writeStamp = (root, stamp) => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile(root), `${JSON.stringify(stamp)}\n`);
};
