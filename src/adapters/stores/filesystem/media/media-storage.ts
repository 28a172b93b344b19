import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaId } from '../../../../domain/model/message.js';
import { type MediaStorage, type StagedMedia } from '../../../../domain/ports/media-storage.js';
import { type Instant } from '../../../../domain/model/time.js';
import { makePins } from '../../../../kit/pins.js';
import { type MediaRecords } from './media-records.js';
import { makeRoom, type Space, spaceOf } from './free-space.js';
import { makeFolders, mediaPaths } from './paths.js';
import { makePublish } from './publish.js';
import { makeStage, type Staged } from './stage.js';
import { stagingFolder } from './staged-file.js';
import { makeOpen } from './stored-file.js';
import { makeSweep } from './sweep.js';
import { makeSharedSync, openFolders } from '../../../../kit/files/sync-folder.js';

export interface MediaStorageOptions {
  /** The folder of all data; media lie in its `media` folder. One server at a time. */
  readonly dataDir: string;
  readonly records: MediaRecords;
  readonly now: () => Instant;
  /** How full the volume is; asked of the system where absent. */
  readonly freeSpace?: () => Promise<Space>;
}

/** Lets go of the folders it pins open; nothing is published afterwards. */
export type FileMediaStorage = MediaStorage & { readonly close: () => Promise<void> };

/**
 * Media as files on one machine: staged in the same volume, so that publishing is a rename and no byte is copied.
 * Rejects where the folders cannot be made.
 */
export const openMediaStorage = async ({
  dataDir,
  records,
  now,
  freeSpace,
}: MediaStorageOptions): Promise<FileMediaStorage> => {
  const paths = mediaPaths(dataDir);
  await makeFolders(paths);
  const staging = stagingFolder(paths.staging);
  const pins = makePins<MediaId>();
  const stage = makeStage(staging, makeRoom(freeSpace ?? spaceOf(paths.staging), now));
  const folders = await openFolders(paths.folders);
  const publish = makePublish({ paths, records, pins, syncFolder: makeSharedSync(folders.sync), now });
  const stagedOf = new WeakMap<StagedMedia, Staged>();

  return {
    stage: (bytes, limitBytes) =>
      pipe(
        stage(bytes, limitBytes),
        TE.map((staged) => {
          stagedOf.set(staged.media, staged);
          return staged.media;
        }),
      ),
    publish: (media, owner, type) => async () => publish(ours(stagedOf, media), owner, type)(),
    discard: (media) => async () => stagedOf.get(media)?.file.discard(),
    open: makeOpen(paths, records),
    sweep: makeSweep({ paths, records, staging, pins, now }),
    close: folders.close,
  };
};

const ours = (stagedOf: WeakMap<StagedMedia, Staged>, media: StagedMedia): Staged => {
  const staged = stagedOf.get(media);
  if (staged === undefined) throw new TypeError('this file was not staged here');
  return staged;
};
