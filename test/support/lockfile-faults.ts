import { parseUrl } from '../../src/kit/parse-url.js';

/** What this check reads of a package in npm's lock file, version 3. */
interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A lock file as npm writes it: packages by the folder they are put in; the root's is the empty text. */
export interface Lockfile {
  readonly lockfileVersion?: number;
  readonly packages?: Readonly<Record<string, LockedPackage>>;
}

/** Where npm looks unless it is told otherwise: `npm ci` puts the machine's own registry in its place. */
const DEFAULT_REGISTRY = 'registry.npmjs.org';

/**
 * Why `npm ci` would fail, or not be the same, on another machine than the one that wrote the lock file: a sentence
 * for each package that comes from a place of its own, that has no checksum, or whose binary for some other platform
 * is missing.
 */
export const lockfileFaults = ({ lockfileVersion, packages = {} }: Lockfile): string[] => [
  ...(lockfileVersion === 3 ? [] : [`The lock file has the version ${lockfileVersion ?? 'none'}, not 3.`]),
  ...Object.entries(packages).flatMap(([folder, locked]) => [
    ...placeFaults(folder, locked),
    ...checksumFaults(folder, locked),
    ...platformFaults(folder, locked, packages),
  ]),
];

const placeFaults = (folder: string, { resolved, link }: LockedPackage): string[] => {
  if (resolved === undefined || link === true) return [];
  const url = parseUrl(resolved);
  if (url?.protocol === 'https:' && url.host === DEFAULT_REGISTRY) return [];
  return [`${folder} is to come from ${url?.host || resolved}, which other machines may not reach.`];
};

const checksumFaults = (folder: string, { integrity, link }: LockedPackage): string[] =>
  folder === '' || link === true || integrity?.startsWith('sha512-') === true ? [] : [`${folder} has no checksum.`];

const platformFaults = (
  folder: string,
  { optionalDependencies = {} }: LockedPackage,
  packages: Readonly<Record<string, LockedPackage>>,
): string[] =>
  Object.keys(optionalDependencies)
    .filter((name) => !foldersAbove(folder).some((above) => `${above}node_modules/${name}` in packages))
    .map((name) => `${folder} lists ${name}, which is missing: npm leaves out what this platform does not need.`);

/** The folders in whose node_modules a package looks for another, nearest first. */
const foldersAbove = (folder: string): string[] => {
  const end = folder.lastIndexOf('node_modules/');
  return [
    folder === '' ? '' : `${folder}/`,
    ...(end === -1 ? [] : foldersAbove(folder.slice(0, end).replace(/\/$/, ''))),
  ];
};
