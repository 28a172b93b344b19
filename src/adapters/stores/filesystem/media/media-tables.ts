import { type Instant } from '../../../../domain/model/time.js';
import { added, instant, nullable, strict } from '../../records/codecs.js';
import { mediaFields, type RecordedMedia } from '../../records/media.js';
import { type Environment } from '../lmdb/environment.js';
import { type TableSpec } from '../lmdb/table.js';
import { inOrderOfTime, timedTable } from '../lmdb/timed-table.js';
import { handleTable } from './upload-handles.js';

/** The record of a published file. */
export interface MediaRecord extends RecordedMedia {
  /** When it was last published. */
  readonly publishedAt: Instant;
  /** When a message last named it: see `namedAtOf`. Null: none has. */
  readonly namedAt: Instant | null;
}

const media = strict<MediaRecord>('media', {
  ...mediaFields,
  publishedAt: instant,
  namedAt: added(nullable(instant), null),
});

/** The name of a record in errors. The whole id would give readers of the log access to the file. */
const nameOf = (id: string): string => `${id.slice(0, 8)}…`;

/** The table of these records, by media id. */
export const mediaTable: TableSpec<string, MediaRecord> = { name: 'media', codec: media, show: nameOf };

/**
 * The records, in the order in which those were published that no message names, and in that in which the others were
 * last named. What is written through `inNames` keeps both.
 */
export const mediaTables = (environment: Environment) => {
  const unnamed = timedTable<string, MediaRecord>(environment, {
    ...mediaTable,
    order: 'media-unnamed',
    timeOf: ({ named, publishedAt }) => (named ? null : publishedAt),
  });
  const inNames = inOrderOfTime<string, MediaRecord>(environment, unnamed, {
    order: 'media-named',
    timeOf: ({ named, namedAt }) => (named ? namedAt : null),
  });
  return { unnamed, inNames, handles: handleTable(environment) };
};
