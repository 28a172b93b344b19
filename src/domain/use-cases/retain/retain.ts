import * as E from 'fp-ts/lib/Either.js';
import { type Clock } from '../../ports/clock.js';
import { type Erasing } from '../../ports/erasing.js';
import { type MediaStorage } from '../../ports/media-storage.js';
import { type Damaged, type Round, type Stored } from '../../ports/store.js';

/** How long messages and files are kept, in milliseconds; null: for good (SPEC 6). */
export interface Retention {
  readonly messages: number | null;
  readonly media: number | null;
}

export interface RetainPorts {
  readonly erasing: Pick<Erasing, 'messagesBefore'>;
  readonly media: Pick<MediaStorage, 'removeUnnamed' | 'dropNamedBefore'>;
  readonly clock: Pick<Clock, 'now'>;
}

const nothing: Round = { count: 0, damaged: [] };

/**
 * Erases messages that are older than they are kept, as the erasing of their person would, with the files that none names
 * then. It ends early where `goOn` says so, and the next call continues.
 */
export const retainMessages =
  ({ erasing, media, clock }: RetainPorts, { messages }: Retention, goOn: () => boolean): Stored<Round> =>
  async () => {
    if (messages === null) return E.right(nothing);
    const now = clock.now();
    const damaged: Damaged[] = [];
    let count = 0;
    for (let more = true; more && goOn();) {
      const erased = await erasing.messagesBefore(now - messages, now)();
      if (E.isLeft(erased)) return erased;
      const files = await media.removeUnnamed(erased.right.unnamed)();
      if (E.isLeft(files)) return files;
      count += erased.right.count;
      damaged.push(...erased.right.damaged, ...files.right.damaged);
      ({ more } = erased.right);
    }
    return E.right({ count, damaged });
  };

/** Removes files that no message has named for longer than they are kept. Their URLs stay with the messages. */
export const retainMedia = ({ media, clock }: RetainPorts, { media: kept }: Retention): Stored<Round> =>
  kept === null ? async () => E.right(nothing) : () => media.dropNamedBefore(clock.now() - kept)();
