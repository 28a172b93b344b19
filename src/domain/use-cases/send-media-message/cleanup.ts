import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Bytes } from '../../model/bytes.js';
import { type Unavailable } from '../../model/errors.js';
import { type MediaStorage, type StagedMedia, type TooLarge } from '../../ports/media-storage.js';

/** The staged files of one request: whatever was not published when it ends is discarded. */
export interface Staging {
  readonly stage: (bytes: Bytes, limitBytes: number) => TE.TaskEither<Unavailable | TooLarge, StagedMedia>;
  readonly clear: () => Promise<void>;
}

export const openStaging = (storage: Pick<MediaStorage, 'stage'>): Staging => {
  const staged: StagedMedia[] = [];
  return {
    stage: (bytes, limitBytes) =>
      TE.map((file: StagedMedia) => {
        staged.push(file);
        return file;
      })(storage.stage(bytes, limitBytes)),
    clear: async () => {
      for (const file of staged.splice(0)) await file.discard();
    },
  };
};
