import { ObjectId } from 'mongodb';
import * as t from 'io-ts';
import { type AccountId } from '../../../../domain/model/account.js';
import { type ServedType } from '../../../../domain/model/media-rules.js';
import { accountId, instant, positive, record, servedType, text, yesNo } from '../../records/codecs.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { documents } from '../database/documents.js';

/** What is known of a published file; the document's id is the media id. */
export interface MediaRecord {
  readonly type: ServedType;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly accountId: AccountId;
  /** The GridFS file that holds the bytes. */
  readonly file: ObjectId;
  /** When it was last published. */
  readonly usedAt: Instant;
  /** Whether the sweep has found a message that names it, which keeps it for good. */
  readonly named: boolean;
}

const fileId = new t.Type<ObjectId>(
  'file id',
  (value): value is ObjectId => value instanceof ObjectId,
  (value, context) => (value instanceof ObjectId ? t.success(value) : t.failure(value, context)),
  t.identity,
);

const media = record<MediaRecord>('media', {
  type: servedType,
  sizeBytes: positive,
  sha256: text,
  accountId,
  file: fileId,
  usedAt: instant,
  named: yesNo,
});

export const mediaDocuments = (database: Database) => documents<MediaRecord>({ database, name: 'media', codec: media });
