import { expect } from 'chai';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { refOf } from '../../src/domain/model/message/opened-message.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { damageAccount } from '../adapters/stores/filesystem/damage.js';
import { allAtOnce, draft, key, left, newContact, NOW, right, some, whole } from '../contracts/support.js';
import { noise, served } from '../contracts/media-storage/stage.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';
import { diskFull, startRefusingProxy } from '../support/mongodb/refusing-proxy.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { oldStores, upgradeStores } from '../support/old-stores.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { postcardHere } from './in-process.js';

import {
  accepted,
  ENCRYPTION_KEY,
  everything,
  type FilledStore,
  makeFilledStore,
  open,
  UNLIMITED,
} from './filled-store.js';

withMongodb(() => {
  describe('postcard migrate', () => {
    let filledStore: FilledStore;
    let folder: TempDir;
    let database: TestDatabase;
    let settings: Readonly<Record<string, string>>;

    before(async () => (filledStore = await makeFilledStore()));
    after(() => filledStore.remove());
    beforeEach(async () => {
      folder = await makeTempDir();
      database = await makeDatabase();
      settings = { DATA_DIR: folder.path, ENCRYPTION_KEY };
    });
    afterEach(async () => {
      await killProcesses();
      await folder.remove();
      await database.drop();
    });

    const filled = async (): Promise<readonly MediaId[]> => {
      await filledStore.copyTo(folder.path);
      return filledStore.published;
    };
    const expectMoved = async (published: readonly MediaId[]): Promise<void> => {
      const [before, after] = [await open(settings), await open({ MONGODB_URL: database.url })];
      const all = await everything(before);
      expect(all.map(({ strangerOptedOut }) => strangerOptedOut)).to.deep.equal([NOW + 1, NOW + 2]);
      expect(await everything(after)).to.deep.equal(all);
      const media = await after.openMedia();
      for (const [index, id] of published.entries())
        expect((await served(media, id)).equals(noise(700_000, index + 1))).to.equal(true);
      await media.close();
      await before.close();
      await after.close();
    };

    it('copies everything, and tells how much of each kind arrived', async () => {
      const published = await filled();
      const { code, stdout, stderr } = await postcardHere(settings, '--json', 'migrate', '--to', database.url);
      expect(stderr).to.match(/Everything has arrived/);
      expect(code).to.equal(0);
      const counts = {
        ...{ accounts: 2, tokens: 6, contacts: 14, consents: 8, messages: 19, ids: 5 },
        ...{ uploads: 2, reports: 2, media: 2 },
      };
      const told = JSON.parse(stdout) as { kind: string; moved: number; arrived: number }[];
      for (const [kind, count] of Object.entries(counts))
        expect(told).to.deep.include({ kind, moved: count, arrived: count });
      expect(told.find(({ kind }) => kind === 'conversations')?.arrived).to.be.above(0);
      await expectMoved(published);
    });

    it('leaves a database that goes on where the folder stopped', async () => {
      const [file] = await filled();
      await postcardHere(settings, 'migrate', '--to', database.url);
      const stores = await open({ MONGODB_URL: database.url });
      const id = 1 as AccountId;
      expect((await right(stores.accounts.create({ name: 'x', demo: false }, NOW))).id).to.equal(3);
      const { contact } = await right(stores.contacts.findOrCreate(id, newContact(50), UNLIMITED, NOW));
      expect(contact.id).to.equal(8);
      const message = await right(stores.messages.open(draft({ contactId: contact.id }), UNLIMITED, NOW));
      expect(message.id).to.equal(11);
      expect(await left(stores.messages.open(draft({ key: key('again') }), UNLIMITED, NOW))).to.include({
        _tag: 'KeyTaken',
      });
      const settled = await right(stores.messages.settle(refOf(message), accepted('early'), contact, []));
      expect(settled).to.include({ state: 'delivered' });
      expect(await some(stores.uploadHandles.find(file as MediaId, '1001', NOW))).to.equal('42');
      expect(await right(stores.accounts.hasVerifyToken('v'))).to.equal(true);
      expect(await right(stores.accounts.hasVerifyToken('w'))).to.equal(false);
      const named = await whole(stores.accounts.byPhoneNumberIds(['1002', '1003']));
      expect(named.map((account) => account.id)).to.deep.equal([2]);
      const business = await whole(stores.accounts.byBusinessAccountIds(['900'], allAtOnce));
      expect(business.map((account) => account.id)).to.deep.equal([1, 2]);
      const media = await stores.openMedia();
      expect((await right(media.sweep)).count).to.equal(0);
      await media.close();
      await stores.close();
      // Its secrets are sealed there, too.
      const accounts = JSON.stringify(await database.db.collection('accounts').find().toArray());
      expect(accounts).to.not.match(/EAAG-|whsec_/);
    });

    it('refuses while a server works on the folder', async () => {
      const server = startProcess({ ...settings });
      await untilListening(server);
      const { code, stderr } = await postcardHere(settings, 'migrate', '--to', database.url);
      expect(code).to.equal(78);
      expect(stderr).to.match(/^DATA_DIR: a server runs on [^\n]+\n$/);
      expect(await database.db.listCollections().toArray()).to.deep.equal([]);
    });

    it('keeps a database that it did not fill to the end from being served, and goes on when asked again', async () => {
      const published = await filled();
      const proxy = await startRefusingProxy(database.url);
      proxy.refuse(diskFull, ['insert'], 'media.chunks');
      const stopped = await postcardHere(settings, 'migrate', '--to', proxy.url);
      await proxy.close();
      expect(stopped.code).to.equal(1);

      const served78 = await startProcess({ DATA_DIR: folder.path, ENCRYPTION_KEY, MONGODB_URL: database.url }).ended;
      expect(served78.code).to.equal(78);
      expect(served78.stderr).to.match(/not filled to the end; run postcard migrate once more/);

      expect((await postcardHere(settings, 'migrate', '--to', database.url)).code).to.equal(0);
      await expectMoved(published);
    });

    it('stops at an account that is damaged and names it, and nothing serves from what it left', async () => {
      await filled();
      const encryptionKey = Buffer.from(ENCRYPTION_KEY, 'base64');
      const records = await openFilesystemRecords({ dataDir: folder.path, encryptionKey });
      await damageAccount(records, 2);
      await records.close();
      const { code, stderr } = await postcardHere(settings, 'migrate', '--to', database.url);
      expect(code).to.equal(1);
      expect(stderr).to.match(
        /accounts record 2 does not decode; .*restore it from a backup, and run the command again/,
      );
      const half = await startProcess({ DATA_DIR: folder.path, ENCRYPTION_KEY, MONGODB_URL: database.url }).ended;
      expect(half.code).to.equal(78);
    });

    it('stops at a media file with other bytes, names its path, and goes on once it is put right', async () => {
      const published = await filled();
      const [id = ''] = published;
      const file = join(folder.path, 'media', id.charAt(0), id);
      const flip = async (): Promise<void> => {
        const bytes = await readFile(file);
        bytes[600_000]! ^= 1;
        await writeFile(file, bytes);
      };
      await flip();
      const { code, stderr } = await postcardHere(settings, 'migrate', '--to', database.url);
      expect(code).to.equal(1);
      expect(stderr).to.contain(
        `${file}: has other bytes than were published; a move leaves nothing out: put the file`,
      );
      expect(await database.db.collection('media').countDocuments()).to.be.below(2);
      await flip();
      expect((await postcardHere(settings, 'migrate', '--to', database.url)).code).to.equal(0);
      await expectMoved(published);
    });

    it('does not touch a database that somebody uses', async () => {
      await filled();
      const used = await open({ MONGODB_URL: database.url });
      await right(used.accounts.create({ name: 'theirs', demo: false }, NOW));
      expect((await postcardHere(settings, 'migrate', '--to', database.url)).code).to.equal(78);
      expect(await whole(used.accounts.list)).to.have.length(1);
      await used.close();
    });

    it('takes no data folder of an older format, until a server has brought it up to date', async () => {
      const old = await oldStores.files('');
      const refused = await postcardHere({ ...old.settings }, 'migrate', '--to', database.url);
      expect({ code: refused.code, stdout: refused.stdout }).to.deep.equal({ code: 78, stdout: '' });
      expect(refused.stderr).to.contain('start the server once');
      await upgradeStores(old.settings);
      expect((await postcardHere({ ...old.settings }, 'migrate', '--to', database.url)).code).to.equal(0);
      await old.remove();
    });

    it('takes nothing but a URL of MongoDB', async () => {
      for (const url of ['http://127.0.0.1', 'somewhere'])
        expect((await postcardHere(settings, 'migrate', '--to', url)).code).to.equal(2);
      expect((await postcardHere(settings, 'migrate')).code).to.equal(2);
    });
  });
});
