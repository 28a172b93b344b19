import { createHash } from 'node:crypto';
import { Binary, ObjectId } from 'mongodb';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { counted } from '../database/answers.js';
import { unlessDuplicate } from '../database/documents.js';

/** The size of a chunk in bytes. One step reads or writes one chunk. */
export const CHUNK_BYTES = 512 * 1024;

/** Below every id that is made. */
const FIRST_ID = new ObjectId('0'.repeat(24));

/** How long the removal of a file's chunks may take, in milliseconds. */
const REMOVAL_PATIENCE = 10_000;

/**
 * Files in GridFS's layout, which every GridFS tool can read. The driver's own streams are not used: its reader fetches
 * 16 MiB at a time at any pace of the caller, and neither stream has a deadline per step.
 */
export interface GridFiles {
  readonly writeChunk: (file: ObjectId, index: number, bytes: Uint8Array) => Promise<void>;
  /** Completes a file from its chunks. */
  readonly complete: (file: ObjectId, sizeBytes: number, sha256: string) => Promise<void>;
  /** Null if the chunk is missing. */
  readonly readChunk: (file: ObjectId, index: number) => Promise<Uint8Array | null>;
  /** How many chunks of a file are there. */
  readonly countChunks: (file: ObjectId) => Promise<number>;
  /** Removes a file, its entry last, so that an interrupted removal can be found and repeated. */
  readonly remove: (file: ObjectId) => Promise<void>;
  /** Files that were completed before an instant, in order of id, after `after`. */
  readonly idsBefore: (instant: Instant, after: ObjectId | null, limit: number) => Promise<readonly ObjectId[]>;
}

export const gridFiles = (database: Database, now: () => Instant): GridFiles => {
  const files = database.collection('media.files');
  const chunks = database.collection('media.chunks');
  return {
    writeChunk: async (file, index, bytes) => {
      const chunk = { _id: new ObjectId(), files_id: file, n: index, data: new Binary(bytes) };
      // A chunk that exists already is ours, from a write that the driver repeated after a lost connection.
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
    countChunks: async (file) =>
      counted(await database.within(chunks.countDocuments({ files_id: { $eq: file } })), 'aggregate of media.chunks'),
    remove: async (file) => {
      await database.within(chunks.deleteMany({ files_id: { $eq: file } }), REMOVAL_PATIENCE);
      await database.within(files.deleteOne({ _id: { $eq: file } }));
    },
    idsBefore: async (instant, after, limit) => {
      // Files with ids of another kind are not ours. No comparison with an ObjectId finds them.
      const filter = { uploadDate: { $lt: new Date(instant) }, _id: { $gt: after ?? FIRST_ID } };
      const found = await database.within(
        files.find(filter, { sort: { _id: 1 }, limit, projection: { _id: 1 } }).toArray(),
      );
      return found.map(({ _id }) => _id).filter((id) => id instanceof ObjectId);
    },
  };
};

/** Whether a file has all its chunks, and the bytes of this hash in them. */
export const hasBytes = async (
  files: GridFiles,
  file: ObjectId,
  { sizeBytes, sha256 }: { readonly sizeBytes: number; readonly sha256: string },
): Promise<boolean> => {
  const count = Math.ceil(sizeBytes / CHUNK_BYTES);
  if ((await files.countChunks(file)) !== count) return false;
  const hash = createHash('sha256');
  for (let index = 0; index < count; index += 1) {
    const chunk = await files.readChunk(file, index);
    if (chunk?.length !== Math.min(CHUNK_BYTES, sizeBytes - index * CHUNK_BYTES)) return false;
    hash.update(chunk);
  }
  return hash.digest('hex') === sha256;
};
