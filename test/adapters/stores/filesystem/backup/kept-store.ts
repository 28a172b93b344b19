import { join } from 'node:path';
import { pino } from 'pino';
import {
  backupFilesystem,
  type BackupParts,
  type BackupReport,
} from '../../../../../src/adapters/stores/filesystem/backup/backup.js';
import { restoreFilesystem, type RestoreParts } from '../../../../../src/adapters/stores/filesystem/backup/restore.js';
import { openMediaStorage } from '../../../../../src/adapters/stores/filesystem/media/media-storage.js';
import {
  type FilesystemRecords,
  openFilesystemRecords,
} from '../../../../../src/adapters/stores/filesystem/records.js';
import { UNLIMITED } from '../../../../../src/domain/model/account/account.js';
import { type MediaId } from '../../../../../src/domain/model/media/media-id.js';
import { type Message } from '../../../../../src/domain/model/message/message.js';
import { type MediaStorage } from '../../../../../src/domain/ports/media-storage.js';
import { realTime } from '../../../../../src/kit/time/timer.js';
import { noise, type Owner, publishAll } from '../../../../contracts/media-storage/stage.js';
import { ACME, draft, key, newContact, NOW, right } from '../../../../contracts/support.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

/** The stores of one data folder, until they are closed. */
export interface Opened {
  readonly records: FilesystemRecords;
  readonly media: MediaStorage;
  readonly close: () => Promise<void>;
}

/** A data folder, and room beside it. */
export interface KeptStore extends Opened {
  readonly dataDir: string;
  /** A path beside it where nothing is yet. */
  readonly beside: (name: string) => string;
  readonly pathOf: (id: MediaId) => string;
  /** Sends these bytes to this contact, as far as the record is opened. */
  readonly send: (contact: number, bytes: Buffer, text?: string | null) => Promise<Message>;
  readonly backUp: (name: string, more?: Partial<BackupParts>) => Promise<BackupReport>;
}

export const openKept = async (dataDir: string): Promise<Opened> => {
  const records = await openFilesystemRecords({ dataDir, encryptionKey: null });
  const media = await openMediaStorage({ dataDir, records: records.media, now: () => NOW });
  return {
    records,
    media,
    close: async () => {
      await media.close();
      await records.close();
    },
  };
};

/** A store with one account. */
export const makeKept = async (): Promise<KeptStore> => {
  const folder = await makeTempDir();
  const dataDir = join(folder.path, 'data');
  const opened = await openKept(dataDir);
  const { records, media } = opened;
  const account: Owner = await right(records.accounts.create({ name: 'Acme', demo: false }, NOW));
  return {
    ...opened,
    dataDir,
    beside: (name) => join(folder.path, name),
    pathOf: (id) => join(dataDir, 'media', id.charAt(0), id),
    send: async (index, bytes, text = null) => {
      const { contact } = await right(records.contacts.findOrCreate(ACME, newContact(index), UNLIMITED, NOW));
      const published = await publishAll(media, bytes, 'image/jpeg', account);
      const said = {
        contactId: contact.id,
        mediaId: published.id,
        key: text === null ? null : key(text),
        caption: text,
      };
      const message = await right(records.messages.open(draft(said), UNLIMITED, NOW));
      published.release();
      return message;
    },
    backUp: (name, more = {}) =>
      backupFilesystem({
        environment: records.environment,
        dataDir,
        folder: join(folder.path, name),
        now: () => NOW,
        watch: () => undefined,
        stopping: new AbortController().signal,
        ...more,
      }),
    close: async () => {
      await opened.close();
      await folder.remove();
    },
  };
};

/** A store with three messages to two contacts, which have two files. */
export const fillKept = async ({ send, records }: KeptStore): Promise<readonly Message[]> => {
  await right(records.service.look(NOW));
  return [
    await send(1, noise(5_000, 1), 'first'),
    await send(2, noise(9_000, 2)),
    await send(1, noise(5_000, 1), 'third'),
  ];
};

export const restoreTo = (folder: string, dataDir: string, more: Partial<RestoreParts> = {}) =>
  restoreFilesystem({
    folder,
    dataDir,
    encryptionKey: null,
    watch: () => undefined,
    upgrading: { log: pino({ level: 'silent' }), stopping: new AbortController().signal, time: realTime },
    ...more,
  });
