import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaStorage } from '../../../../domain/ports/media-storage.js';
import { type Instant } from '../../../../domain/model/time.js';
import { makeSharedSync, openFolders } from '../../../../kit/files/sync-folder.js';
import { isSystemError } from '../../../../kit/system-error.js';
import { makePins } from '../../../../kit/pins.js';
import { type StagedFile, stagedMedia } from '../../shared/media/staged-media.js';
import { type StageFile } from '../../shared/media/taken-file.js';
import { type MediaRecords } from './media-records.js';
import { makeRoom, type Space, spaceOf } from './free-space.js';
import { takeMedia } from './owner.js';
import { makeFolders, mediaPaths, MediaUnusable } from './paths.js';
import { publishFile, type PublishParts } from './published/publish.js';
import { readExactly, readPieces } from './read-file.js';
import { type FilledFile, makeStage } from './staging/stage.js';
import { stagingFolder } from './staging/staged-file.js';
import { makeOpen } from './published/stored-file.js';
import { makeDropNamed, makeRemoveUnnamed } from './sweep/remove-unnamed.js';
import { makeSweep } from './sweep/sweep.js';
import { makeTake } from './published/take.js';

export interface MediaStorageOptions {
  /** The folder of all data. Media lie in its `media` folder. One server may use it at a time. */
  readonly dataDir: string;
  readonly records: MediaRecords;
  readonly now: () => Instant;
  /** Measures the volume; without it, the system is asked. */
  readonly freeSpace?: () => Promise<Space>;
}

/** Closes the folders that it has open. Nothing can be published afterwards. */
export type FileMediaStorage = MediaStorage & { readonly close: () => Promise<void> };

/**
 * Media as files on one machine. They are staged in the same volume, so that publishing is a rename and no byte is
 * copied. Throws `MediaUnusable` if the folders cannot be created, or other records have them.
 */
export const openMediaStorage = async ({
  dataDir,
  records,
  now,
  freeSpace,
}: MediaStorageOptions): Promise<FileMediaStorage> => {
  const paths = mediaPaths(dataDir);
  await makeFolders(paths).catch((error: unknown) => {
    throw isSystemError(error) ? unusable(paths.root, error) : error;
  });
  await takeMedia(paths.root, dataDir);
  const staging = stagingFolder(paths.staging);
  const pins = makePins<MediaId>(records.release);
  const stage = makeStage(staging, makeRoom(freeSpace ?? spaceOf(paths.staging), now));
  const folders = await openFolders(paths.folders);
  const syncFolder = makeSharedSync(folders.sync);
  const publishing = { paths, records, pins, placing: makePins<MediaId>(), syncFolder, now };

  const sweeping = { paths, records, staging, pins, now };

  const stageFile: StageFile = (bytes, limitBytes) =>
    pipe(
      stage(bytes, limitBytes),
      TE.map((filled) => fileBehind(publishing, filled)),
    );

  return {
    stage: (bytes, limitBytes) =>
      pipe(
        stageFile(bytes, limitBytes),
        TE.map((file) => stagedMedia(file, pins)),
      ),
    open: makeOpen(paths, records),
    take: makeTake(publishing, stageFile),
    sweep: makeSweep(sweeping),
    removeUnnamed: makeRemoveUnnamed(sweeping),
    dropNamedBefore: makeDropNamed(sweeping),
    close: folders.close,
  };
};

/** It is a file, leads nowhere, or may not be used. */
const unusable = (root: string, { message }: Error): MediaUnusable =>
  new MediaUnusable(`${root} cannot be used: ${message}; make it a folder of this user, or a link to one`);

const fileBehind = (publishing: PublishParts, { file, sizeBytes, sha256, head }: FilledFile): StagedFile => ({
  sizeBytes,
  sha256,
  read: async (position, end) =>
    end <= head.length ? head.subarray(position, end) : readExactly(file, position, end - position),
  pieces: (position, end) => readPieces(file, position, end),
  publish: (id, facts) => publishFile(publishing, file, id, facts),
  discard: file.discard,
});
