import * as O from 'fp-ts/lib/Option.js';
import { type MediaId, parseMediaId } from '../../../../domain/model/media/media-id.js';
import { type StoredMedia } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Pins } from '../../../../kit/pins.js';
import { storedMedia } from '../../shared/stored-media.js';
import { equal, type Documents } from '../database/documents.js';
import { type MediaRecord } from './media-records.js';
import { type GridFiles } from './grid-files.js';
import { chunkReader, readPieces } from './read-file.js';
import { storing } from '../../shared/store-fault.js';

/** Opens published files by the law of the port. A text that is no media id never reaches the database. */
export const makeOpen =
  (media: Documents<MediaRecord>, files: GridFiles, readers: Pins<string>) =>
  (id: MediaId): Stored<O.Option<StoredMedia>> =>
    storing(async () => {
      if (parseMediaId(id) === null) return O.none;
      const found = await media.first(equal({ _id: id }));
      if (found === null) return O.none;
      const { type, sizeBytes, file } = found.record;
      const release = readers.take(file.toHexString());
      const read = chunkReader(files, file, sizeBytes);
      const pieces = (position: number, end: number) => readPieces(read, position, end);
      return O.some(storedMedia({ type, sizeBytes, pieces, close: async () => release() }));
    });
