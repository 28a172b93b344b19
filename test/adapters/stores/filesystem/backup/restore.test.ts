import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupStopped } from '../../../../../src/adapters/stores/filesystem/backup/backup-fault.js';
import { readManifest, writeManifest } from '../../../../../src/adapters/stores/filesystem/backup/manifest.js';
import { BACKUP_MANIFEST } from '../../../../../src/adapters/stores/filesystem/lmdb/unready.js';
import { type RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import { openFilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { takeHold } from '../../../../../src/adapters/stores/filesystem/server-lock/holder.js';
import { serviceRecord } from '../../../../../src/adapters/stores/filesystem/service-clock.js';
import { UNLIMITED } from '../../../../../src/domain/model/account/account.js';
import { KEY_MINUTES } from '../../../../../src/domain/model/service-time.js';
import { type TokenDraft } from '../../../../../src/domain/model/account/token.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint } from '../../../../contracts/events/stage.js';
import { noise, publishAll, served } from '../../../../contracts/media-storage/stage.js';
import {
  ACME,
  draft,
  key,
  left,
  newContact,
  NOW,
  on,
  rejection,
  right,
  some,
  times,
} from '../../../../contracts/support.js';
import { type FilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { fillKept, type KeptStore, makeKept, openKept, restoreTo } from './kept-store.js';
import { contactsOf } from '../../../../support/list-contacts.js';

const token = (index: number): TokenDraft => ({
  accountId: ACME,
  name: 't',
  scopes: ['messages:send'],
  hash: String(index).padStart(64, 'a'),
  lastFour: 'wxyz',
  createdAt: NOW,
  expiresAt: null,
  revokedAt: null,
});

/** Lets minutes of service pass. */
const serve = ({ environment }: FilesystemRecords, minutes: number): Promise<void> => {
  const record = serviceRecord(environment);
  return right(
    environment.write(() => {
      const time = record.get();
      return { answer: undefined, writes: [record.put({ ...time, minutes: time.minutes + minutes })] };
    }),
  );
};

/** Whether a key may be claimed now. It is, if so. */
const claims = async ({ messages }: FilesystemRecords, text: string): Promise<boolean> =>
  (await messages.open(draft({ key: key(text) }), UNLIMITED, NOW)())._tag === 'Right';

const damagedFiles: Readonly<Record<string, (path: string) => Promise<void>>> = {
  missing: unlink,
  cut: (path) => truncate(path, 10),
  'of other bytes': async (path) => {
    const bytes = await readFile(path);
    bytes[100]! ^= 1;
    await unlink(path);
    await writeFile(path, bytes);
  },
  'a folder': async (path) => {
    await unlink(path);
    await mkdir(path);
  },
};

describe('a restored backup', () => {
  it(
    'has every record and file, and says since when sends are missing',
    on(makeKept)(async (kept) => {
      const sent = await fillKept(kept);
      const { folder, files, bytes } = await kept.backUp('b');
      const report = await restoreTo(folder, kept.beside('r'));
      expect(report).to.deep.equal({ files, bytes, sendsMissingSince: NOW, leftOut: [] });
      const restored = await openKept(kept.beside('r'));
      for (const { id, mediaId, caption } of sent) {
        expect(await some(restored.records.messages.byId(ACME, id))).to.include({ state: 'pending', caption, mediaId });
        const original = await served(kept.media, mediaId);
        expect((await served(restored.media, mediaId)).equals(original)).to.equal(true);
      }
      expect((await right(contactsOf(restored.records.contacts, ACME))).items).to.deep.equal(
        (await right(contactsOf(kept.records.contacts, ACME))).items,
      );
      expect((await right(restored.media.sweep)).count).to.equal(0);
      await restored.close();
      expect((await readdir(kept.beside('r'))).sort()).to.deep.equal(['media', 'records']);
    }),
  );

  it(
    'assigns ids 1 000 000 above the highest kept, and counts as the backup does',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      for (const index of [1, 2]) await right(kept.records.tokens.create(token(index)));
      await right(kept.records.accounts.create({ name: 'Unused', demo: false }, NOW));
      const { folder } = await kept.backUp('b');
      await restoreTo(folder, kept.beside('r'));
      const { records, close } = await openKept(kept.beside('r'));
      const { contacts, messages, tokens, accounts } = records;
      expect(await right(contacts.count(ACME))).to.equal(2);
      expect(await left(contacts.findOrCreate(ACME, newContact(50), 2, NOW))).to.include({ current: 2, maximum: 2 });
      const made = await Promise.all(
        times(3, (index) => right(contacts.findOrCreate(ACME, newContact(60 + index), 5, NOW))),
      );
      expect(made.map(({ contact }) => contact.id).sort()).to.deep.equal([1_000_002, 1_000_003, 1_000_004]);
      expect(await left(contacts.findOrCreate(ACME, newContact(70), 5, NOW))).to.include({ current: 5 });
      expect((await right(messages.open(draft(), UNLIMITED, NOW))).id).to.equal(1_000_003);
      expect((await right(tokens.create(token(3)))).id).to.equal('tok_1_1000002');
      const account = await right(accounts.create({ name: 'New', demo: false }, NOW));
      expect(account.id).to.equal(1_000_002);
      const first = await right(contacts.findOrCreate(account.id, newContact(1), UNLIMITED, NOW));
      expect(first.contact.id).to.equal(1);
      await close();
    }),
  );

  it(
    'keeps events, endpoints and deliveries, and gives the next event a place 1 000 000 above the highest kept',
    on(makeKept)(async (kept) => {
      const endpoint = await makeEndpoint(kept.records);
      await fillKept(kept);
      await drain(kept.records);
      const { folder } = await kept.backUp('b');
      await restoreTo(folder, kept.beside('r'));
      const { records, close } = await openKept(kept.beside('r'));
      expect(await some(records.endpoints.byId(ACME, endpoint.id))).to.deep.equal(endpoint);
      expect(await deliveriesTo(records, endpoint)).to.deep.equal(await deliveriesTo(kept.records, endpoint));
      const before = await eventsOf(kept.records);
      expect(await eventsOf(records)).to.deep.equal(before);
      expect(await right(records.events.newest(ACME))).to.equal(before.length);

      // What happens after the restore is of the endpoints that are there then.
      const later = await makeEndpoint(records, 2);
      await right(records.contacts.findOrCreate(ACME, newContact(50), UNLIMITED, NOW));
      await drain(records);
      expect(await right(records.events.newest(ACME))).to.equal(before.length + 1_000_000);
      expect(await deliveriesTo(records, endpoint)).to.have.length(before.length + 1);
      expect(await deliveriesTo(records, later)).to.have.length(1);
      await close();
    }),
  );

  it(
    'assigns ids that no store before it assigned, restore after restore',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      let { folder } = await kept.backUp('b0');
      const given: number[] = [];
      for (const round of [1, 2, 3]) {
        const dataDir = kept.beside(`r${round}`);
        await restoreTo(folder, dataDir);
        const { records, close } = await openKept(dataDir);
        const made = await right(records.contacts.findOrCreate(ACME, newContact(100 + round), UNLIMITED, NOW));
        given.push(made.contact.id);
        expect(await right(records.contacts.count(ACME))).to.equal(2 + round);
        ({ folder } = await kept.backUp(`b${round}`, { environment: records.environment, dataDir }));
        await close();
      }
      expect(given).to.deep.equal([1_000_002, 2_000_002, 3_000_002]);
    }),
  );

  it(
    'keeps the keys that were live in the backup for 24 hours of service, however long it lay',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      await serve(kept.records, KEY_MINUTES - 1);
      await kept.send(1, noise(100, 5), 'young');
      const { folder } = await kept.backUp('b');
      await restoreTo(folder, kept.beside('r'));
      const { records, close } = await openKept(kept.beside('r'));
      expect([await claims(records, 'first'), await claims(records, 'young')]).to.deep.equal([false, false]);
      await serve(records, KEY_MINUTES - 1);
      expect([await claims(records, 'first'), await claims(records, 'young')]).to.deep.equal([false, false]);
      await serve(records, 1);
      expect([await claims(records, 'first'), await claims(records, 'young')]).to.deep.equal([true, true]);
      await close();
    }),
  );

  it(
    'does not take again a key that had ended in the backup',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      await serve(kept.records, KEY_MINUTES);
      const { folder } = await kept.backUp('b');
      await restoreTo(folder, kept.beside('r'));
      const { records, close } = await openKept(kept.beside('r'));
      expect(await claims(records, 'first')).to.equal(true);
      await close();
    }),
  );

  it(
    'is a store of its own: a server that runs on the original, and a backup of it, do not hold it',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const held = await takeHold(kept.records.environment);
      if (held._tag === 'Left') throw new TypeError('it is held already');
      const { folder } = await kept.backUp('b');
      await restoreTo(folder, kept.beside('r'));
      const { records, close } = await openKept(kept.beside('r'));
      expect(records.media.inBackup()).to.equal(false);
      const own = await takeHold(records.environment);
      expect(own._tag).to.equal('Right');
      if (own._tag === 'Right') await own.right.release();
      await close();
      await held.right.release();
    }),
  );

  it(
    'has all but the files that the backup left out',
    on(makeKept)(async (kept) => {
      const [first, second] = await fillKept(kept);
      await unlink(kept.pathOf(first!.mediaId));
      const { folder } = await kept.backUp('b');
      expect(await restoreTo(folder, kept.beside('r'))).to.deep.include({ files: 1, leftOut: [] });
      const restored = await openKept(kept.beside('r'));
      expect((await served(restored.media, second!.mediaId)).length).to.equal(9_000);
      expect(await left(restored.media.open(first!.mediaId))).to.include({ _tag: 'DamagedFile' });
      await restored.close();
    }),
  );

  for (const [name, work] of Object.entries(damagedFiles))
    it(
      `has all but a media file that is ${name}, names it, and takes it again`,
      on(makeKept)(async (kept) => {
        const [first, second] = await fillKept(kept);
        const { folder } = await kept.backUp('b');
        const file = join(folder, 'media', first!.mediaId.charAt(0), first!.mediaId);
        await work(file);
        const { files, leftOut } = await restoreTo(folder, kept.beside('r'));
        expect({ files, leftOut: leftOut.length }).to.deep.equal({ files: 1, leftOut: 1 });
        expect(leftOut[0]).to.contain(file);
        const { records, media, close } = await openKept(kept.beside('r'));
        expect(await some(records.messages.byId(ACME, first!.id))).to.include({ mediaId: first!.mediaId });
        expect((await served(media, second!.mediaId)).length).to.equal(9_000);
        expect(await left(media.open(first!.mediaId))).to.include({ _tag: 'DamagedFile' });
        const account = await some(records.accounts.byId(ACME));
        (await publishAll(media, noise(5_000, 1), 'image/jpeg', account)).release();
        expect((await served(media, first!.mediaId)).equals(noise(5_000, 1))).to.equal(true);
        await close();
      }),
    );
});

const damages: Readonly<
  Record<string, { readonly file: () => string; readonly tag?: string; readonly work: (path: string) => Promise<void> }>
> = {
  'without its manifest': { file: () => BACKUP_MANIFEST, tag: 'NotABackup', work: unlink },
  'with half a manifest': { file: () => BACKUP_MANIFEST, work: (path) => truncate(path, 40) },
  'with another manifest': { file: () => BACKUP_MANIFEST, work: (path) => writeFile(path, '{"format":1}') },
  'without its records': { file: () => 'records.mdb', work: unlink },
  'with records that are cut': { file: () => 'records.mdb', work: (path) => truncate(path, 8_192) },
  'with records that are longer': { file: () => 'records.mdb', work: (path) => appendFile(path, 'x') },
  'with a bit of its records changed': {
    file: () => 'records.mdb',
    work: async (path) => {
      const bytes = await readFile(path);
      bytes[bytes.length - 5_000]! ^= 1;
      await writeFile(path, bytes);
    },
  },
};

describe('a restore', () => {
  const refusal = async (kept: KeptStore, folder: string, dataDir: string): Promise<BackupStopped> => {
    const error = await rejection(() => restoreTo(folder, dataDir));
    if (!(error instanceof BackupStopped)) throw error;
    expect(await readdir(kept.beside('.'))).not.to.include('r');
    return error;
  };

  for (const [name, { file, tag = 'BackupDamaged', work }] of Object.entries(damages))
    it(
      `refuses a backup ${name}, names the file, and leaves nothing`,
      on(makeKept)(async (kept) => {
        await fillKept(kept);
        const { folder } = await kept.backUp('b');
        const damaged = file();
        await work(join(folder, damaged));
        const { fault, message } = await refusal(kept, folder, kept.beside('r'));
        expect(fault._tag).to.equal(tag);
        expect(message).to.contain(damaged);
        expect(message).to.contain(folder);
      }),
    );

  it(
    'refuses records that were edited together with the manifest, without ending by a signal',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const { folder } = await kept.backUp('b');
      const file = join(folder, 'records.mdb');
      const sound = await readFile(file);
      for (let page = 2; page < sound.length / 4_096; page += 3) {
        const bytes = Buffer.from(sound);
        bytes.fill(0xff, page * 4_096 + 16, page * 4_096 + 64);
        await writeFile(file, bytes);
        await writeManifest(folder, {
          ...(await readManifest(folder)),
          records: { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
        });
        const { fault, message } = await refusal(kept, folder, kept.beside('r'));
        expect(fault._tag, `page ${page}`).to.equal('BackupDamaged');
        expect(message).to.contain(file);
      }
    }),
  );

  it(
    'refuses a backup of a newer version, and names that version',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const { folder } = await kept.backUp('b');
      await writeManifest(folder, { ...(await readManifest(folder)), format: 2, version: '9.0.0' });
      const { fault, message } = await refusal(kept, folder, kept.beside('r'));
      expect(fault._tag).to.equal('NewerBackup');
      expect(message).to.contain('9.0.0');
    }),
  );

  it(
    'refuses a data folder in which something is, and changes nothing there',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const { folder } = await kept.backUp('b');
      const before = await stat(join(kept.dataDir, 'records', 'records.mdb'));
      const error = await rejection(() => restoreTo(folder, kept.dataDir));
      expect((error as BackupStopped).fault._tag).to.equal('DataDirNotEmpty');
      expect((await stat(join(kept.dataDir, 'records', 'records.mdb'))).ino).to.equal(before.ino);
      await mkdir(kept.beside('volume/lost+found'), { recursive: true });
      await restoreTo(folder, kept.beside('volume'));
    }),
  );

  it(
    'that was cut leaves a folder that nothing opens, and that says what to do',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const { folder } = await kept.backUp('b');
      const dataDir = kept.beside('r');
      await restoreTo(folder, dataDir);
      // As it is when a kill comes between the last steps: the records are in their place or not yet.
      await mkdir(join(dataDir, 'restoring'));
      const open = () => openFilesystemRecords({ dataDir, encryptionKey: null });
      for (const isMoved of [true, false]) {
        if (!isMoved) await rename(join(dataDir, 'records'), join(dataDir, 'restoring', 'records'));
        const error = await rejection(open);
        expect((error as RecordsUnusable).fault._tag).to.equal('RestoreUnfinished');
        const again = await rejection(() => restoreTo(folder, dataDir));
        expect((again as RecordsUnusable).fault._tag).to.equal('RestoreUnfinished');
      }
      expect(await readdir(dataDir)).not.to.include('records');
    }),
  );

  it(
    'that is interrupted leaves nothing',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const { folder } = await kept.backUp('b');
      const stopping = new AbortController();
      const upgrading = { log: { info: () => undefined, warn: () => undefined }, stopping: stopping.signal };
      const error = await rejection(() =>
        restoreTo(folder, kept.beside('r'), {
          watch: () => stopping.abort(),
          upgrading: { ...upgrading, time: { now: () => 0, timer: () => () => undefined } },
        }),
      );
      expect((error as BackupStopped).fault._tag).to.equal('Interrupted');
      expect(await readdir(kept.beside('.'))).not.to.include('r');
    }),
  );

  for (const name of ['records', 'media'])
    it(
      `that fails leaves the ${name} that others made there meanwhile, and nothing of its own`,
      on(makeKept)(async (kept) => {
        await fillKept(kept);
        const { folder } = await kept.backUp('b');
        const theirs = kept.beside(join('r', name));
        const watch = (): void => {
          mkdirSync(theirs, { recursive: true });
          writeFileSync(join(theirs, 'precious'), 'theirs');
        };
        const error = await rejection(() => restoreTo(folder, kept.beside('r'), { watch }));
        expect((error as BackupStopped).fault._tag).to.equal('NotWritten');
        expect(await readdir(kept.beside('r'))).to.deep.equal([name]);
        expect(await readFile(join(theirs, 'precious'), 'utf8')).to.equal('theirs');
      }),
    );

  it(
    'needs the key that the secrets of the backup are sealed with, and names the file of the backup',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      await kept.records.close();
      const sealed = await openFilesystemRecords({ dataDir: kept.dataDir, encryptionKey: Buffer.alloc(32, 1) });
      const { folder } = await kept.backUp('b', { environment: sealed.environment });
      await sealed.close();
      const error = await rejection(() => restoreTo(folder, kept.beside('r')));
      expect((error as RecordsUnusable).fault).to.deep.include({
        _tag: 'KeyMissing',
        file: join(folder, 'records.mdb'),
      });
      await restoreTo(folder, kept.beside('r'), { encryptionKey: Buffer.alloc(32, 1) });
    }),
  );

  it(
    'is not taken for a store: nothing opens a backup itself',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const { folder } = await kept.backUp('b');
      const error = await rejection(() => openFilesystemRecords({ dataDir: folder, encryptionKey: null }));
      expect((error as RecordsUnusable).fault._tag).to.equal('IsBackup');
    }),
  );
});
