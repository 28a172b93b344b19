import { expect } from 'chai';
import { join } from 'node:path';
import { openServerStores, openStores, type Stores } from '../../src/app/stores.js';
import { readConfig } from '../../src/app/config.js';
import { type AccountId, UNLIMITED } from '../../src/domain/model/account/account.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { realTime } from '../../src/kit/time/timer.js';
import { draft, key, left, newContact, NOW, right, whole } from '../contracts/support.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';
import { oldStores } from '../support/old-stores.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { postcardHere } from './in-process.js';
import { contactsOf } from '../support/list-contacts.js';

const open = async (settings: Readonly<Record<string, string>>): Promise<Stores> =>
  openStores(await orThrow(() => Promise.resolve(readConfig(settings))));

const succeed = async (settings: Readonly<Record<string, string>>, ...words: string[]): Promise<void> => {
  const { code, stderr } = await postcardHere({ ...settings }, ...words);
  expect(code, stderr).to.equal(0);
};

withMongodb(() => {
  describe('a restored store', () => {
    let folder: TempDir;
    let database: TestDatabase;

    beforeEach(async () => {
      folder = await makeTempDir();
      database = await makeDatabase();
    });
    afterEach(async () => {
      await folder.remove();
      await database.drop();
    });

    it('takes its ids, counts and keys along into MongoDB', async () => {
      const [data, restored, backup] = ['data', 'restored', 'b'].map((name) => join(folder.path, name));
      if (data === undefined || restored === undefined || backup === undefined) throw new TypeError('no paths');
      const filling = await open({ DATA_DIR: data });
      const { id } = await right(filling.accounts.create({ name: 'Acme', demo: false }, NOW));
      const contactIn = (stores: Stores, index: number, maximum = UNLIMITED) =>
        stores.contacts.findOrCreate(id, newContact(index), maximum, NOW);
      for (const index of [1, 2, 3]) await right(contactIn(filling, index));
      await right(filling.messages.open(draft({ key: key('taken') }), UNLIMITED, NOW));
      await filling.close();

      await succeed({ DATA_DIR: data }, 'backup', backup);
      await succeed({ DATA_DIR: restored }, 'restore', backup);
      const used = await open({ DATA_DIR: restored });
      expect((await right(contactIn(used, 4))).contact.id).to.equal(1_000_003);
      await used.close();
      await succeed({ DATA_DIR: restored }, 'migrate', '--to', database.url);

      const moved = await open({ MONGODB_URL: database.url });
      expect((await whole(moved.accounts.list)).map((account) => account.id)).to.deep.equal([1]);
      expect(await right(moved.contacts.count(id))).to.equal(4);
      expect(await left(contactIn(moved, 5, 4))).to.include({ current: 4, maximum: 4 });
      expect((await right(contactIn(moved, 5))).contact.id).to.equal(1_000_004);
      expect((await right(moved.messages.open(draft(), UNLIMITED, NOW))).id).to.equal(1_000_001);
      expect(await left(moved.messages.open(draft({ key: key('taken') }), UNLIMITED, NOW))).to.include({
        _tag: 'KeyTaken',
      });
      expect((await right(moved.accounts.create({ name: 'New', demo: false }, NOW))).id).to.equal(1_000_001);
      await moved.close();
    });
  });

  describe('a database of an older format', () => {
    it('counts its contacts on, and assigns the ids that follow', async () => {
      const old = await oldStores.MongoDB('');
      try {
        const config = await orThrow(() => Promise.resolve(readConfig(old.settings)));
        const log = { info: () => undefined, warn: () => undefined };
        const upgrading = { log, stopping: new AbortController().signal, time: realTime };
        const stores = await openServerStores(config, upgrading);
        if (stores === null) throw new TypeError('the upgrade was stopped');
        const id = 1 as AccountId;
        const count = await right(stores.contacts.count(id));
        expect(count)
          .to.equal((await right(contactsOf(stores.contacts, id))).items.length)
          .and.to.be.above(1);
        const { contact } = await right(stores.contacts.findOrCreate(id, newContact(77), UNLIMITED, NOW));
        expect(contact.id).to.equal(count + 1);
        expect(await right(stores.contacts.count(id))).to.equal(count + 1);
        await stores.close();
      } finally {
        await old.remove();
      }
    });
  });
});
