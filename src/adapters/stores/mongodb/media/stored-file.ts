import * as O from 'fp-ts/lib/Option.js';
import { type ObjectId } from 'mongodb';
import { type MediaId, parseMediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaStorage } from '../../../../domain/ports/media-storage.js';
import { type Pins } from '../../../../kit/pins.js';
import { storedMedia } from '../../shared/media/stored-media.js';
import { equal, type Documents } from '../database/documents.js';
import { type MediaRecord } from './media-records.js';
import { CHUNK_BYTES, type GridFiles } from './grid-files.js';
import { DamagedMedia, orDamaged } from '../../shared/media/damaged-media.js';
import { chunkReader, readPieces } from './read-file.js';
import { storing } from '../../shared/store-fault.js';

/** Opens published files by the law of the port. A text that is no media id never reaches the database. */
export const makeOpen =
  (media: Documents<MediaRecord>, files: GridFiles, readers: Pins<string>): MediaStorage['open'] =>
  (id: MediaId) =>
    orDamaged(
      storing(async () => {
        if (parseMediaId(id) === null) return O.none;
        const found = await media.first(equal({ _id: id }));
        if (found === null) return O.none;
        const { type, sizeBytes, file } = found.record;
        const release = readers.take(file.toHexString());
        try {
          await refuseIncomplete(files, file, sizeBytes);
        } catch (error) {
          release();
          // Another node's sweep removes the record first, then the chunks.
          if (error instanceof DamagedMedia && (await media.first(equal({ _id: id }))) === null) return O.none;
          throw error;
        }
        const read = chunkReader(files, file, sizeBytes);
        const pieces = (position: number, end: number) => readPieces(read, position, end);
        return O.some(storedMedia({ type, sizeBytes, pieces, close: async () => release() }));
      }),
    );

/** A missing chunk is found before the answer begins, which says how long the file is. */
export const refuseIncomplete = async (files: GridFiles, file: ObjectId, sizeBytes: number): Promise<void> => {
  const chunks = await files.countChunks(file);
  const expected = Math.ceil(sizeBytes / CHUNK_BYTES);
  if (chunks !== expected)
    throw new DamagedMedia(`file ${file.toHexString()}`, `has ${chunks} of its ${expected} chunks`);
};
