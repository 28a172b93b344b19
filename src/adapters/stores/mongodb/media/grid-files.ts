import { Binary, ObjectId } from 'mongodb';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { unlessDuplicate } from '../database/documents.js';

/** How many bytes a chunk has: as much as one step writes or reads. */
export const CHUNK_BYTES = 512 * 1024;

/** How long taking a file's chunks away may take, in milliseconds. */
const REMOVAL_PATIENCE = 10_000;

/**
 * Files in GridFS's layout, which every GridFS tool can read. The driver's own streams are not used: its reader
 * fetches 16 MiB at a time, whatever the caller's pace, and neither has a deadline for a step.
 */
export interface GridFiles {
  readonly writeChunk: (file: ObjectId, index: number, bytes: Uint8Array) => Promise<void>;
  /** Makes a file of its chunks. */
  readonly complete: (file: ObjectId, sizeBytes: number, sha256: string) => Promise<void>;
  /** Null where the chunk is not there. */
  readonly readChunk: (file: ObjectId, index: number) => Promise<Uint8Array | null>;
  /** Takes a file away, its entry last: what is stopped half-way can be found and done again. */
  readonly remove: (file: ObjectId) => Promise<void>;
  /** Files that were completed before an instant, in order of id behind `after`. */
  readonly idsBefore: (instant: Instant, after: ObjectId | null, limit: number) => Promise<readonly ObjectId[]>;
}

export const gridFiles = (database: Database, now: () => Instant): GridFiles => {
  const files = database.collection('media.files');
  const chunks = database.collection('media.chunks');
  return {
    writeChunk: async (file, index, bytes) => {
      const chunk = { _id: new ObjectId(), files_id: file, n: index, data: new Binary(bytes) };
      // A chunk that is there already is ours, from a write that was repeated after a cut.
      await unlessDuplicate(database, chunks.insertOne(chunk));
    },
    complete: async (file, sizeBytes, sha256) => {
      const entry = {
        _id: file,
        length: sizeBytes,
        chunkSize: CHUNK_BYTES,
        uploadDate: new Date(now()),
        filename: sha256,
      };
      await unlessDuplicate(database, files.insertOne(entry));
    },
    readChunk: async (file, index) => {
      const chunk = await database.within(chunks.findOne({ files_id: { $eq: file }, n: { $eq: index } }));
      const data: unknown = chunk?.['data'];
      return data instanceof Binary ? data.buffer : null;
    },
    remove: async (file) => {
      await database.within(chunks.deleteMany({ files_id: { $eq: file } }), REMOVAL_PATIENCE);
      await database.within(files.deleteOne({ _id: { $eq: file } }));
    },
    idsBefore: async (instant, after, limit) => {
      const old = { uploadDate: { $lt: new Date(instant) } };
      const filter = after === null ? old : { ...old, _id: { $gt: after } };
      const found = await database.within(
        files.find(filter, { sort: { _id: 1 }, limit, projection: { _id: 1 } }).toArray(),
      );
      return found.map(({ _id }) => _id as ObjectId);
    },
  };
};
