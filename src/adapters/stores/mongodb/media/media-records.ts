import { ObjectId } from 'mongodb';
import * as t from 'io-ts';
import { instant, strict } from '../../records/codecs.js';
import { mediaFields, type RecordedMedia } from '../../records/media.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { documents } from '../database/documents.js';

/** The record of a published file. The document's id is the media id. */
export interface MediaRecord extends RecordedMedia {
  /** The GridFS file with the bytes. */
  readonly file: ObjectId;
  /** When it was last published. */
  readonly usedAt: Instant;
}

const fileId = new t.Type<ObjectId>(
  'file id',
  (value): value is ObjectId => value instanceof ObjectId,
  (value, context) => (value instanceof ObjectId ? t.success(value) : t.failure(value, context)),
  t.identity,
);

export const mediaRecord = strict<MediaRecord>('media', { ...mediaFields, file: fileId, usedAt: instant });

export const mediaDocuments = (database: Database) =>
  documents<MediaRecord>({ database, name: 'media', codec: mediaRecord });
