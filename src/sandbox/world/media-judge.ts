import { buffer } from 'node:stream/consumers';
import { Mutex } from 'async-mutex';
import type { Blob, BlobStore } from './blob-store.js';
import type { MediaKind } from '../meta/media-types.js';
import { untakenMedia } from '../meta/untaken-media.js';

export type MediaJudge = {
  /** Why Meta does not take the content of a file, as the `details` of error 131053; undefined where it does. */
  refuse(kind: MediaKind, blob: Blob): Promise<string | undefined>;
};

/** A judge that looks into files only where it is strict, one at a time: each is read whole. */
export const makeMediaJudge = (strict: boolean, blobs: BlobStore): MediaJudge => {
  const place = new Mutex();
  return {
    refuse: async (kind, blob) => {
      if (!strict || kind === 'document') return undefined;
      return place.runExclusive(async () => {
        const bytes = blobs.read(blob);
        return bytes === undefined ? undefined : untakenMedia(kind, await buffer(bytes));
      });
    },
  };
};
