import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type ObjectId } from 'mongodb';
import { type MediaId } from '../../../../domain/model/message.js';
import { type MediaStorage, type StagedMedia } from '../../../../domain/ports/media-storage.js';
import { type Instant } from '../../../../domain/model/time.js';
import { makePins } from '../../../../kit/pins.js';
import { type Database } from '../database/database.js';
import { StoreFault } from '../database/faults.js';
import { mediaDocuments } from './media-records.js';
import { gridFiles } from './grid-files.js';
import { makePublish } from './publish.js';
import { makeStage, type Staged } from './stage.js';
import { mongodbStaging } from './staging.js';
import { makeOpen } from './stored-file.js';
import { makeSweep } from './sweep.js';

/** How long a request waits for what it leaves to be removed, in milliseconds; the sweep does the rest. */
const DISCARD_PATIENCE = 400;

/** Media in GridFS: any node serves what any other has published. */
export const mongodbMediaStorage = (
  database: Database,
  now: () => Instant,
): MediaStorage & { readonly close: () => Promise<void> } => {
  const files = gridFiles(database, now);
  const media = mediaDocuments(database);
  const staging = mongodbStaging(database, now);
  const pins = makePins<MediaId>();
  const readers = makePins<string>();
  const published = new Set<string>();
  const stagedOf = new WeakMap<StagedMedia, Staged>();

  const remove = async (file: ObjectId): Promise<void> => {
    await files.remove(file);
    await staging.end(file);
  };
  const discard = async (file: ObjectId): Promise<void> => {
    if (published.delete(file.toHexString())) return;
    try {
      await database.within(remove(file), DISCARD_PATIENCE);
    } catch (error) {
      staging.leave(file);
      if (!(error instanceof StoreFault)) throw error;
    }
  };

  const stage = makeStage(files, staging, discard);
  const publish = makePublish({ database, media: media.collection, staging, pins, now, published });

  return {
    stage: (bytes, limitBytes) =>
      pipe(
        stage(bytes, limitBytes),
        TE.map((staged) => {
          stagedOf.set(staged.media, staged);
          return staged.media;
        }),
      ),
    publish: (staged, owner, type) => async () => publish(ours(stagedOf, staged), owner, type)(),
    discard: (staged) => async () => {
      const known = stagedOf.get(staged);
      stagedOf.delete(staged);
      if (known !== undefined) await discard(known.file);
    },
    open: makeOpen(media, files, readers),
    sweep: makeSweep({ database, media, files, staging, pins, readers, now }),
    close: async () => staging.close(),
  };
};

const ours = (stagedOf: WeakMap<StagedMedia, Staged>, media: StagedMedia): Staged => {
  const staged = stagedOf.get(media);
  if (staged === undefined) throw new TypeError('this file was not staged here');
  return staged;
};
