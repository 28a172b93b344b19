import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Meta, type ReadAt, readMeta } from './page-tree.js';

/** Reads a data file without LMDB. `size` is its length at the moment, in bytes. */
export const readingFile = <A>(file: string, work: (read: ReadAt, size: () => number) => A): A => {
  const descriptor = openSync(file, 'r');
  try {
    return work(readerOf(descriptor), () => fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
};

/** Reads from an open file. What lies behind its end is missing from the answer. */
export const readerOf =
  (descriptor: number): ReadAt =>
  (position, length) => {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
  };

/** The newer meta page of a data file. Null if the file is not LMDB's. */
export const metaOf = (file: string): Meta | null => readingFile(file, readMeta);

/** The last page that a sound data file has allocated so far. */
export const lastPageOf = (file: string): number => metaOf(file)?.lastPage ?? 0;
