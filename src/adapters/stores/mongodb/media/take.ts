import * as O from 'fp-ts/lib/Option.js';
import { type MediaId, parseMediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaOwner, type MediaStorage, type TakenMedia } from '../../../../domain/ports/media-storage.js';
import { type Pins } from '../../../../kit/pins.js';
import { orDamaged } from '../../shared/media/damaged-media.js';
import { type OpenedForUse, ownRecord, type StageFile, takenMedia } from '../../shared/media/taken-file.js';
import { storing } from '../../shared/store-fault.js';
import { type Documents, equal } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { type MediaRecord } from './media-records.js';
import { type PublishParts, renewUse } from './publish.js';
import { chunkReader, readBetween, readPieces, rememberingLast } from './read-file.js';
import { refuseIncomplete } from './stored-file.js';

export interface TakeParts {
  readonly publishing: PublishParts;
  readonly media: Documents<MediaRecord>;
  readonly pins: Pins<MediaId>;
  /** Files that are being read on this node. */
  readonly readers: Pins<string>;
  readonly stage: StageFile;
}

/**
 * Takes published files by the law of the port. The pins keep this node's sweep away. The record is renewed, which keeps
 * the sweeps of all nodes away for ten minutes; a request is through with the file long before.
 */
export const makeTake =
  (parts: TakeParts): MediaStorage['take'] =>
  (id, owner) =>
    orDamaged(storing(async () => (parseMediaId(id) === null ? O.none : take(parts, id, owner))));

const take = async (parts: TakeParts, id: MediaId, owner: MediaOwner): Promise<O.Option<TakenMedia>> => {
  const { publishing, pins, readers } = parts;
  const unpin = pins.take(id);
  let close = unpin;
  let isTaken = false;
  try {
    const record = await ownRecord(
      owner,
      CorruptDocument,
      async () => (await parts.media.first(equal({ _id: id })))?.record ?? null,
    );
    if (record === null) return O.none;
    const unread = readers.take(record.file.toHexString());
    close = () => (unread(), unpin());
    // The file was removed or replaced since its record was read.
    if (!(await renewUse(publishing, id, record.file))) return await take(parts, id, owner);
    await refuseIncomplete(publishing.files, record.file, record.sizeBytes);
    isTaken = true;
    return O.some(taken(parts, id, record, close));
  } finally {
    if (!isTaken) close();
  }
};

const taken = (
  { publishing, pins, stage }: TakeParts,
  id: MediaId,
  { file, type, sizeBytes, sha256 }: MediaRecord,
  close: () => void,
): TakenMedia => {
  const read = rememberingLast(chunkReader(publishing.files, file, sizeBytes));
  const opened: OpenedForUse = {
    id,
    type,
    sizeBytes,
    sha256,
    read: (position, end) => readBetween(read, position, end),
    pieces: (position, end) => readPieces(read, position, end),
    publishAgain: () => storing(() => renewUse(publishing, id, file)),
    stage,
    close: async () => close(),
  };
  return takenMedia(opened, pins);
};
