import * as TE from 'fp-ts/lib/TaskEither.js';
import { statfs } from 'node:fs/promises';
import { MEGABYTE } from '../../../../domain/model/bytes.js';
import { unavailable } from '../../../../domain/model/errors.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant, SECOND } from '../../../../domain/model/time.js';
import { diskWork } from './disk-work.js';

/** The size of a volume and its free space for this process, in bytes. */
export interface Space {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export const spaceOf = (folder: string) => async (): Promise<Space> => {
  const { bsize, blocks, bavail } = await statfs(folder);
  return { totalBytes: bsize * blocks, freeBytes: bsize * bavail };
};

/** Below this much free space new files are refused, so that records can still be written. */
const markOf = ({ totalBytes }: Space): number => Math.min(500 * MEGABYTE, 0.05 * totalBytes);

/** `Unavailable` while the volume is nearly full. It measures at most once a second. */
export const makeRoom = (measure: () => Promise<Space>, now: () => Instant): Stored<void> => {
  let looked: { readonly at: Instant; readonly space: Promise<Space> } | null = null;

  const space = (): Promise<Space> => {
    // The clock may be set back: a measurement from the future counts as old too.
    if (looked === null || Math.abs(now() - looked.at) >= SECOND) {
      const measured = measure();
      looked = { at: now(), space: measured };
      measured.catch(() => (looked = null));
    }
    return looked.space;
  };

  return TE.chain((found: Space) =>
    found.freeBytes < markOf(found) ? TE.left(unavailable('disk is nearly full')) : TE.right(undefined),
  )(diskWork(space));
};
