import { type IO } from 'fp-ts/lib/IO.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type MediaId, parseMediaId } from '../../../../../domain/model/media/media-id.js';
import { type MediaOwner, type MediaStorage, type TakenMedia } from '../../../../../domain/ports/media-storage.js';
import { DamagedMedia, orDamaged } from '../../../shared/media/damaged-media.js';
import { stagedMedia } from '../../../shared/media/staged-media.js';
import { type StageFile, takenFile } from '../../../shared/media/taken-file.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { diskWork } from '../disk-work.js';
import { type MediaRecord, type MediaRecords } from '../media-records.js';
import { publishAgain, type PublishParts } from './publish.js';
import { type OpenFile, readExactly, readPieces } from '../read-file.js';
import { openPublished } from './stored-file.js';

/**
 * Takes published files by the law of the port. The pin is taken before the record is read, so that the sweep either has
 * moved the file away before, or leaves it alone until it is discarded.
 */
export const makeTake =
  (parts: PublishParts, stage: StageFile): MediaStorage['take'] =>
  (id, owner) =>
    orDamaged(
      diskWork(async () => {
        if (parseMediaId(id) === null) return O.none;
        const letGo = pinned(parts, id);
        let isTaken = false;
        try {
          const record = recordOf(parts.records, id, owner);
          const file = record === null ? null : await openPublished(parts.paths.fileOf(id), record);
          if (record === null || file === null) return O.none;
          isTaken = true;
          return O.some(taken(parts, stage, { id, record, file, letGo }));
        } finally {
          if (!isTaken) letGo();
        }
      }),
    );

/** Pins a file. The last who releases it leaves its record to the store alone, also for a publisher that went before. */
const pinned = ({ pins, records }: PublishParts, id: MediaId): IO<void> => {
  const unpin = pins.take(id);
  return () => {
    unpin();
    if (!pins.has(id)) records.release(id);
  };
};

/** The record of a file, if it is the account's. Whose a damaged record is cannot be known. */
const recordOf = (records: MediaRecords, id: MediaId, owner: MediaOwner): MediaRecord | null => {
  try {
    const record = records.get(id);
    return record?.accountId === owner.id ? record : null;
  } catch (cause) {
    if (cause instanceof CorruptRecord) throw new DamagedMedia('the record of a published file', cause.message);
    throw cause;
  }
};

interface Opened {
  readonly id: MediaId;
  readonly record: MediaRecord;
  readonly file: OpenFile;
  readonly letGo: IO<void>;
}

const taken = (parts: PublishParts, stage: StageFile, { id, record, file, letGo }: Opened): TakenMedia => {
  const { type, sizeBytes, sha256 } = record;
  const opened = takenFile({
    sizeBytes,
    sha256,
    read: (position, end) => readExactly(file, position, end - position),
    pieces: (position, end) => readPieces(file, position, end),
    publishAgain: (as, facts) => (as === id ? publishAgain(parts, file, id, facts) : TE.right(O.none)),
    stage,
    close: async () => {
      letGo();
      await file.handle.close().catch(() => undefined);
    },
  });
  return { ...stagedMedia(opened, parts.pins), type };
};
