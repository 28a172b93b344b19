import { ObjectId } from 'mongodb';
import * as t from 'io-ts';
import { added, instant, strict } from '../../records/codecs.js';
import { mediaFields, type RecordedMedia } from '../../records/media.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { documents } from '../database/documents.js';

/** The record of a published file. The document's id is the media id. */
export interface MediaRecord extends RecordedMedia {
  /** The GridFS file with the bytes. */
  readonly file: ObjectId;
  /** When it was last published, and so, up to the seconds that a send takes, when a message last named it. */
  readonly usedAt: Instant;
  /** Who has published it, and when: the last of them, oldest first. Empty for a file of an earlier version. */
  readonly uses: readonly Use[];
}

/** A process has published a file. */
export interface Use {
  readonly by: string;
  readonly at: Instant;
}

/** How many uses of a file are kept. */
export const USES_KEPT = 16;

const fileId = new t.Type<ObjectId>(
  'file id',
  (value): value is ObjectId => value instanceof ObjectId,
  (value, context) => (value instanceof ObjectId ? t.success(value) : t.failure(value, context)),
  t.identity,
);

const uses = t.readonlyArray(strict<Use>('use', { by: t.string, at: instant }));

export const mediaRecord = strict<MediaRecord>('media', {
  ...mediaFields,
  file: fileId,
  usedAt: instant,
  uses: added(uses, []),
});

export const mediaDocuments = (database: Database) =>
  documents<MediaRecord>({ database, name: 'media', codec: mediaRecord });
