import { randomBytes } from 'node:crypto';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaStorage } from '../../../../domain/ports/media-storage.js';
import { type Instant } from '../../../../domain/model/time.js';
import { makePins } from '../../../../kit/pins.js';
import { stagedMedia } from '../../shared/media/staged-media.js';
import { type StageFile } from '../../shared/media/taken-file.js';
import { type Database } from '../database/database.js';
import { mediaDocuments } from './media-records.js';
import { gridFiles } from './grid-files.js';
import { makeStage } from './stage.js';
import { stagedFile } from './staged-file.js';
import { mongodbStaging } from './staging.js';
import { makeOpen } from './stored-file.js';
import { makeDropNamedBefore } from './sweep/drop-old-media.js';
import { makeRemoveUnnamed } from './sweep/remove-unnamed.js';
import { makeSweep } from './sweep/sweep.js';
import { makeTake } from './take.js';
import { StoreFault } from '../../shared/store-fault.js';

/** How long a request waits for the removal of its staged file, in milliseconds. The sweep does the rest. */
const DISCARD_PATIENCE = 400;

/** Media in GridFS. Every node serves the files that any node has published. */
export const mongodbMediaStorage = (
  database: Database,
  now: () => Instant,
): MediaStorage & { readonly close: () => Promise<void> } => {
  const files = gridFiles(database, now);
  const media = mediaDocuments(database);
  const staging = mongodbStaging(database, now);
  const pins = makePins<MediaId>();
  const readers = makePins<string>();
  const self = randomBytes(8).toString('hex');

  const remove = async (file: ObjectId): Promise<void> => {
    await files.remove(file);
    await staging.end(file);
  };
  const discard = async (file: ObjectId): Promise<void> => {
    try {
      await database.within(remove(file), DISCARD_PATIENCE);
    } catch (error) {
      staging.leave(file);
      if (!(error instanceof StoreFault)) throw error;
    }
  };

  const stage = makeStage(files, staging, discard);
  const publishing = { database, media: media.collection, files, staging, now, self };
  const removal = { database, media, files, staging, pins, readers, now, self };

  const stageFile: StageFile = (bytes, limitBytes) =>
    pipe(
      stage(bytes, limitBytes),
      TE.map((filled) => stagedFile(publishing, filled, discard)),
    );

  return {
    stage: (bytes, limitBytes) =>
      pipe(
        stageFile(bytes, limitBytes),
        TE.map((file) => stagedMedia(file, pins)),
      ),
    open: makeOpen(media, files, readers),
    take: makeTake({ publishing, media, pins, readers, stage: stageFile }),
    sweep: makeSweep(removal),
    removeUnnamed: makeRemoveUnnamed(removal),
    dropNamedBefore: makeDropNamedBefore(removal),
    close: async () => staging.close(),
  };
};
