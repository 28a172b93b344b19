import { type IO } from 'fp-ts/lib/IO.js';
import * as O from 'fp-ts/lib/Option.js';
import { type MediaId, parseMediaId } from '../../../../../domain/model/media/media-id.js';
import { type MediaStorage, type TakenMedia } from '../../../../../domain/ports/media-storage.js';
import { orDamaged } from '../../../shared/media/damaged-media.js';
import { type OpenedForUse, ownRecord, type StageFile, takenMedia } from '../../../shared/media/taken-file.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { diskWork } from '../disk-work.js';
import { type MediaRecord } from '../media-tables.js';
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
        const letGo = parts.pins.take(id);
        let isTaken = false;
        try {
          const record = await ownRecord(owner, CorruptRecord, async () => parts.records.get(id));
          const file = record === null ? null : await openPublished(parts.paths.fileOf(id), record);
          if (record === null || file === null) return O.none;
          isTaken = true;
          return O.some(taken(parts, stage, { id, record, file, letGo }));
        } finally {
          if (!isTaken) letGo();
        }
      }),
    );

interface Opened {
  readonly id: MediaId;
  readonly record: MediaRecord;
  readonly file: OpenFile;
  readonly letGo: IO<void>;
}

const taken = (parts: PublishParts, stage: StageFile, { id, record, file, letGo }: Opened): TakenMedia => {
  const { type, sizeBytes, sha256 } = record;
  const opened: OpenedForUse = {
    id,
    type,
    sizeBytes,
    sha256,
    read: (position, end) => readExactly(file, position, end - position),
    pieces: (position, end) => readPieces(file, position, end),
    publishAgain: (facts) => publishAgain(parts, file, id, facts),
    stage,
    close: async () => {
      letGo();
      await file.handle.close().catch(() => undefined);
    },
  };
  return takenMedia(opened, parts.pins);
};
