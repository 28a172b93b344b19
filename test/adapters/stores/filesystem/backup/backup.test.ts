import { expect } from 'chai';
import { appendFile, mkdir, readdir, readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupStopped } from '../../../../../src/adapters/stores/filesystem/backup/backup-fault.js';
import { readManifest } from '../../../../../src/adapters/stores/filesystem/backup/manifest.js';
import { BACKUP_MANIFEST } from '../../../../../src/adapters/stores/filesystem/lmdb/unready.js';
import { UNLIMITED } from '../../../../../src/domain/model/account/account.js';
import { type Contact } from '../../../../../src/domain/model/contact/contact.js';
import { UNNAMED_KEPT } from '../../../../../src/domain/ports/media-storage.js';
import { contactTables } from '../../../../../src/adapters/stores/filesystem/contacts/contact-records.js';
import { eventTables } from '../../../../../src/adapters/stores/filesystem/events/event-tables.js';
import { openMediaStorage } from '../../../../../src/adapters/stores/filesystem/media/media-storage.js';
import { noise, publishAll } from '../../../../contracts/media-storage/stage.js';
import { ACME, newContact, NOW, on, rejection, right, times } from '../../../../contracts/support.js';
import { fillKept, makeKept } from './kept-store.js';

const faultOf = async (work: () => Promise<unknown>): Promise<string> => {
  const error = await rejection(work);
  if (!(error instanceof BackupStopped)) throw error;
  return error.fault._tag;
};

const systemError = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: refused`), { code, errno: -1 });

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a backup of a data folder', () => {
  it(
    'has the records, the files that they name as hard links, and a manifest; only its owner can read it',
    on(makeKept)(async (kept) => {
      const [first, second] = await fillKept(kept);
      const report = await kept.backUp('b');
      const records = await stat(join(report.folder, 'records.mdb'));
      expect(report).to.deep.equal({
        folder: kept.beside('b'),
        files: 2,
        bytes: 14_000 + records.size,
        at: NOW,
        leftOut: [],
      });
      expect(await readManifest(report.folder)).to.deep.include({
        at: new Date(NOW).toISOString(),
        files: 2,
        bytes: report.bytes,
        left_out: [],
      });
      for (const { mediaId } of [first, second].filter((one) => one !== undefined)) {
        const copy = await stat(join(report.folder, 'media', mediaId.charAt(0), mediaId));
        expect(copy.ino).to.equal((await stat(kept.pathOf(mediaId))).ino);
      }
      expect((await readdir(report.folder)).sort()).to.deep.equal([BACKUP_MANIFEST, 'media', 'records.mdb']);
      for (const [name, mode] of [
        ['', 0o700],
        ['media', 0o700],
        [BACKUP_MANIFEST, 0o600],
        ['records.mdb', 0o600],
      ] as const)
        expect(await modeOf(join(report.folder, name)), name).to.equal(mode);
    }),
  );

  it(
    'has copies where the file system has no hard links',
    on(makeKept)(async (kept) => {
      const [first] = await fillKept(kept);
      for (const code of ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP']) {
        const { folder, files } = await kept.backUp(code, { link: () => Promise.reject(systemError(code)) });
        expect(files).to.equal(2);
        const id = first?.mediaId ?? '';
        const copy = join(folder, 'media', id.charAt(0), id);
        expect((await readFile(copy)).equals(noise(5_000, 1))).to.equal(true);
        expect((await stat(copy)).nlink).to.equal(1);
        expect(await modeOf(copy)).to.equal(0o600);
      }
    }),
  );

  it(
    'leaves out files that no message names, and names those that are missing or damaged',
    on(makeKept)(async (kept) => {
      const [first, second] = await fillKept(kept);
      (await publishAll(kept.media, noise(700, 9))).release();
      const third = await kept.send(3, noise(800, 3));
      const [gone, grown] = [kept.pathOf(first!.mediaId), kept.pathOf(second!.mediaId)];
      const link = kept.pathOf((await kept.send(4, noise(900, 4))).mediaId);
      await unlink(gone);
      await appendFile(grown, 'more');
      await unlink(link);
      await symlink('/etc/hostname', link);
      const { files, leftOut, folder } = await kept.backUp('b');
      expect(files).to.equal(1);
      expect(leftOut).to.have.length(3);
      expect(leftOut).to.include.members([
        `${gone} is missing, though a message names it`,
        `${grown} has 9004 bytes, and its record says 9000`,
      ]);
      expect((await readManifest(folder)).left_out).to.include.members([first!.mediaId, second!.mediaId]);
      await stat(join(folder, 'media', third.mediaId.charAt(0), third.mediaId));
    }),
  );

  it(
    'has nothing of what was deleted before',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const { environment, contacts } = kept.records;
      const tables = contactTables(environment);
      const { events } = eventTables(environment);
      const names = times(40, (index) => `Erased person ${index}`);
      const made: Contact[] = [];
      for (const [index, firstname] of names.entries()) {
        const found = contacts.findOrCreate(ACME, newContact(100 + index, { firstname }), UNLIMITED, NOW);
        made.push((await right(found)).contact);
      }
      for (const contact of made)
        await right(
          environment.write(() => ({
            answer: undefined,
            writes: [
              tables.contacts.put([ACME, contact.id], { ...contact, firstname: null }),
              ...events.keys({}).map(events.remove),
            ],
          })),
        );
      const { folder } = await kept.backUp('b');
      const textOf = (place: string): Promise<string> => readFile(join(place, 'records.mdb'), 'latin1');
      const [store, copy] = [await textOf(join(kept.dataDir, 'records')), await textOf(folder)];
      expect(
        names.filter((name) => store.includes(name)),
        'LMDB keeps them in free pages',
      ).not.to.deep.equal([]);
      expect(names.filter((name) => copy.includes(name))).to.deep.equal([]);
    }),
  );

  it(
    'is refused into a folder that is not empty, and what is there stays',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      await mkdir(kept.beside('b'));
      await writeFile(join(kept.beside('b'), 'mine'), 'x');
      expect(await faultOf(() => kept.backUp('b'))).to.equal('FolderNotEmpty');
      expect(await readdir(kept.beside('b'))).to.deep.equal(['mine']);
      await kept.backUp('c');
      expect(await faultOf(() => kept.backUp('c'))).to.equal('FolderNotEmpty');
      await readManifest(kept.beside('c'));
    }),
  );

  it(
    'is refused in the data folder itself, through a link too, and where nothing can be written',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      await symlink(kept.dataDir, kept.beside('link'));
      const before = (await readdir(kept.dataDir)).sort();
      for (const name of ['data', 'data/b', 'data/b/c', 'link', 'link/b', 'b/../data/b'])
        expect(await faultOf(() => kept.backUp(name)), name).to.equal('FolderInDataDir');
      await writeFile(kept.beside('file'), '');
      for (const folder of [kept.beside('file'), kept.beside('file/b'), '/proc/postcard'])
        expect(await faultOf(() => kept.backUp('b', { folder })), folder).to.equal('NotWritten');
      expect((await readdir(kept.dataDir)).sort()).to.deep.equal(before);
    }),
  );

  it(
    'leaves nothing behind where it fails or is interrupted, and sweeps go on',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const stopping = new AbortController();
      stopping.abort();
      expect(await faultOf(() => kept.backUp('b', { stopping: stopping.signal }))).to.equal('Interrupted');
      await mkdir(kept.beside('c'));
      const full = { link: () => Promise.reject(systemError('ENOSPC')) };
      expect(await faultOf(() => kept.backUp('c', full))).to.equal('NotWritten');
      expect(await readdir(kept.beside('c'))).to.deep.equal([]);
      expect(await readdir(kept.beside('.'))).not.to.include('b');
      (await publishAll(kept.media, noise(700, 9))).release();
      const now = () => NOW + UNNAMED_KEPT + 1;
      const later = await openMediaStorage({ dataDir: kept.dataDir, records: kept.records.media, now });
      expect((await right(later.sweep)).count).to.equal(1);
      await later.close();
    }),
  );

  it(
    'keeps a file whose place in the store is taken by other bytes',
    on(makeKept)(async (kept) => {
      const [first] = await fillKept(kept);
      const { folder } = await kept.backUp('b');
      const id = first!.mediaId;
      const copy = join(folder, 'media', id.charAt(0), id);
      // A file that was cut by accident is replaced when it is sent again: by a rename, so that the copy stays.
      await unlink(kept.pathOf(id));
      await writeFile(kept.pathOf(id), 'cut');
      await kept.send(1, noise(5_000, 1));
      expect((await stat(kept.pathOf(id))).ino).not.to.equal((await stat(copy)).ino);
      expect((await readFile(copy)).equals(noise(5_000, 1))).to.equal(true);
    }),
  );

  it(
    'is one of two at once, each whole',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      const reports = await Promise.all(['b', 'c'].map((name) => kept.backUp(name)));
      expect(reports.map(({ files }) => files)).to.deep.equal([2, 2]);
      const same = await Promise.allSettled([kept.backUp('d'), kept.backUp('d')]);
      expect(same.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      await readManifest(kept.beside('d'));
    }),
  );
});
