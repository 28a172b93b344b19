// @ts-check
/**
 * What the last build left in `dist/.built.json`. Times of files say little here: a clone, a copy or an unpacked
 * archive gives every file the time of its writing, and an incremental tsc does not touch what it need not change.
 *
 * @typedef {object} Stamp
 * @property {string | null} digest of the sources; null while a build runs and after one that failed
 * @property {readonly string[]} modules what dist holds, as paths below src without `.ts`
 */

/**
 * `packaged`: no sources here, as in the package that npm installs. `missing`: no dist, or a part of it is gone.
 * `stale`: dist was built from other sources, or a build did not end well.
 *
 * @typedef {'packaged' | 'missing' | 'stale' | 'current'} DistState
 */

/**
 * Decides whether dist has to be built. Pure.
 *
 * @param {object} seen
 * @param {string | null} seen.digest of the sources that are here, null where there are none
 * @param {Stamp | null} seen.stamp null where dist has none: it was not built by `npm run build`
 * @param {ReadonlySet<string>} seen.built the modules that dist really holds
 * @returns {DistState}
 */
export const distState = ({ digest, stamp, built }) => {
  if (digest === null) return 'packaged';
  if (!built.has('main') || stamp?.modules.some((module) => !built.has(module))) return 'missing';
  return stamp?.digest === digest ? 'current' : 'stale';
};
