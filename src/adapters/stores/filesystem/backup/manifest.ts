import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateFile } from '../../../../kit/files/private-file.js';
import { isMissing, isSystemError } from '../../../../kit/system-error.js';
import { strict } from '../../records/codecs.js';
import { BACKUP_MANIFEST } from '../lmdb/unready.js';
import { BackupStopped } from './backup-fault.js';

/** The layout of backups that this version writes: `records.mdb`, `media/<first character>/<id>`, `backup.json`. */
export const LAYOUT = 1;

/** What a backup says of itself. Its file is written last, so that a backup that was cut has none. */
export interface Manifest {
  readonly format: number;
  /** The version that wrote it. */
  readonly version: string;
  /** ISO 8601: every message that was opened by then is in the backup. */
  readonly at: string;
  /** How many media files it has. */
  readonly files: number;
  /** The bytes of these files and of the records. */
  readonly bytes: number;
  readonly records: { readonly bytes: number; readonly sha256: string };
  /** Ids of files that messages name and that were missing or damaged in the store. */
  readonly left_out: readonly string[];
}

const manifest = strict<Manifest>('backup', {
  format: t.number,
  version: t.string,
  at: t.string,
  files: t.number,
  bytes: t.number,
  records: t.strict({ bytes: t.number, sha256: t.string }),
  left_out: t.readonlyArray(t.string),
});

export const recordsIn = (folder: string): string => join(folder, 'records.mdb');

export const writeManifest = (folder: string, content: Manifest): Promise<void> =>
  writePrivateFile(join(folder, BACKUP_MANIFEST), `${JSON.stringify(content, null, 2)}\n`);

/** Throws `BackupStopped` if there is none, or if this version cannot read it. */
export const readManifest = async (folder: string): Promise<Manifest> => {
  const file = join(folder, BACKUP_MANIFEST);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) throw new BackupStopped({ _tag: 'NotABackup', folder, manifest: BACKUP_MANIFEST });
    throw isSystemError(error) ? new BackupStopped({ _tag: 'NotRead', file, cause: error }) : error;
  });
  const content = parsed(text);
  if (isNewer(content)) throw new BackupStopped({ _tag: 'NewerBackup', manifest: file, version: content.version });
  const read = manifest.decode(content);
  if (E.isLeft(read) || read.right.format !== LAYOUT || Number.isNaN(Date.parse(read.right.at)))
    throw new BackupStopped({ _tag: 'BackupDamaged', file, what: 'is not as postcard backup wrote it' });
  return read.right;
};

const isNewer = (content: unknown): content is { readonly version: string } => {
  const { format, version } = (content ?? {}) as Readonly<Record<string, unknown>>;
  return typeof format === 'number' && format > LAYOUT && typeof version === 'string';
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
