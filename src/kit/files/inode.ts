import { type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as t from 'io-ts';

/**
 * What a file or folder keeps when it is moved or mounted elsewhere, and a copy of it does not have. The number of the
 * device is left out: it may change when the system boots. Numbers are decimal texts.
 */
export interface Inode {
  readonly inode: string;
  /** When the system made it, in nanoseconds; 0 where the system does not say. */
  readonly born: string;
}

export const inode = t.strict({ inode: t.string, born: t.string });

/** Looks through links. Rejects if nothing is there. */
export const inodeOf = async (path: string): Promise<Inode> => inodeIn(await stat(path, { bigint: true }));

/** The same of what was looked at already. */
export const inodeIn = ({ ino, birthtimeNs, ctimeNs }: BigIntStats): Inode => ({
  inode: String(ino),
  // Some systems do not know it, and then it is the time of the last change of the data or the mode.
  born: String(birthtimeNs === ctimeNs ? 0n : birthtimeNs),
});

/** A time that only one of them knows says nothing. */
export const isSameInode = (one: Inode, other: Inode): boolean =>
  one.inode === other.inode && (one.born === other.born || one.born === '0' || other.born === '0');
