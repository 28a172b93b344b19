import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { openFilesystemSource } from '../../../../../src/adapters/stores/filesystem/move-source.js';
import { openFilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { openMongodbTarget } from '../../../../../src/adapters/stores/mongodb/records.js';
import { UNLIMITED } from '../../../../../src/domain/model/account/account.js';
import { type PersonHash } from '../../../../../src/domain/model/contact/person-hash.js';
import {
  ACME,
  draft,
  left,
  everyMessage,
  newContact,
  none,
  NOW,
  outcomeOf,
  recipient,
  right,
  shown,
  some,
  userId,
  whole,
} from '../../../../contracts/support.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { makeDataDir } from '../../filesystem/folder.js';
import { openPatiently } from '../fresh.js';
import { contactsOf } from '../../../../support/list-contacts.js';

const hash = (letter: string): PersonHash => letter.repeat(43) as PersonHash;
const people = [recipient(1, null), recipient(null, 2), recipient(3, 3), recipient(4, null), recipient(null, 5)];

withMongodb(() => {
  describe('people who move into a database', () => {
    let database: TestDatabase;
    let folder: Awaited<ReturnType<typeof makeDataDir>>;

    beforeEach(async () => {
      database = await makeDatabase();
      folder = await makeDataDir();
    });
    afterEach(async () => {
      await database.drop();
      await folder.remove();
    });

    /** Copies what is kept of people, twice, as a move does that was cut before it noted how far it had come. */
    const move = async (): Promise<void> => {
      const { dataDir } = folder;
      const opened = await openFilesystemSource({ dataDir, encryptionKey: null }, () => NOW);
      if (E.isLeft(opened)) throw new Error(opened.left._tag);
      const { from, close } = opened.right;
      const source = { store: 'files', copy: 'first', movedIn: null };
      const target = await openMongodbTarget({ url: database.url, encryptionKey: null }, source, () => NOW);
      if (target === null) throw new Error('it has moved elsewhere');
      const { moveTo } = target;
      const arrived = { count: 0, behind: null, isWhole: true };
      for (const _try of [1, 2]) {
        for await (const { items } of from.contacts.all(null)) await right(moveTo.contacts.put(items, arrived));
        for await (const { items } of from.consents.all(null)) await right(moveTo.consents.put(items, arrived));
        for await (const { items } of from.messages.all(null)) await right(moveTo.messages.put(items, arrived));
      }
      await right(target.finish);
      await target.close();
      await close();
    };

    it('keep both their ids, their joins and their messages, and each id is unique there', async () => {
      const before = await openFilesystemRecords({ dataDir: folder.dataDir, encryptionKey: null });
      for (const [index, to] of people.entries())
        await right(before.contacts.findOrCreate(ACME, newContact(index, { recipient: to }), UNLIMITED, NOW));
      const all = await whole(contactsOf(before.contacts, ACME));
      const message = await right(before.messages.open(draft({ recipient: recipient(null, 2) }), UNLIMITED, NOW));
      await right(before.messages.open(draft(), UNLIMITED, NOW));
      await right(before.consents.join(ACME, [hash('a'), hash('b')]));
      await right(before.consents.record(ACME, [hash('c')], { optedOut: true, at: NOW }));
      await before.close();
      await move();

      const { contacts, consents, messages, close } = await openPatiently(database.url);
      expect(await whole(contactsOf(contacts, ACME))).to.deep.equal(all);
      expect((await some(contacts.byUserId(ACME, userId(5)))).recipient).to.deep.equal(recipient(null, 5));
      expect(
        (await right(messages.list(ACME, { ...everyMessage, userId: userId(2) }, null, 10))).messages,
      ).to.deep.equal([message]);
      const draftOf = (to: ReturnType<typeof recipient>) => newContact(0, { recipient: to });
      const found = await right(contacts.findOrCreate(ACME, draftOf(recipient(4, 5)), 5, NOW));
      expect(found).to.deep.include({ created: false, contact: all[3] });
      expect(await left(contacts.findOrCreate(ACME, draftOf(recipient(6, null)), 5, NOW))).to.include({ current: 5 });
      await right(consents.record(ACME, [hash('a')], { optedOut: true, at: NOW }));
      const said = await right(consents.of(ACME, [hash('b'), hash('c')]));
      expect([...said.values()]).to.deep.equal([1, 2].map(() => ({ saidAt: NOW, optedOutAt: NOW })));
      await close();
    });

    it('stay erased, keep their ids, and are erased once more', async () => {
      const before = await openFilesystemRecords({ dataDir: folder.dataDir, encryptionKey: null });
      const made = [];
      for (const index of [1, 2, 3])
        made.push((await right(before.contacts.findOrCreate(ACME, newContact(index), UNLIMITED, NOW))).contact);
      const contactId = made[1]?.id ?? expect.fail();
      const message = await right(before.messages.open(draft({ contactId }), UNLIMITED, NOW));
      await outcomeOf(before.messages, message, { _tag: 'Accepted', wamid: 'w', shown: shown(), at: NOW });
      await right(before.erasing.contact(ACME, contactId, NOW + 1));
      await right(before.erasing.messages(ACME, contactId));
      const erased = await right(before.messages.byId(ACME, message.id));
      await before.close();
      await move();

      const { database: moved, contacts, messages, erasing, close } = await openPatiently(database.url);
      expect(await whole(contactsOf(contacts, ACME))).to.deep.equal([made[0], made[2]]);
      await none(contacts.byId(ACME, contactId));
      expect(await right(messages.byId(ACME, message.id))).to.deep.equal(erased);
      expect(await moved.collection('messages').countDocuments({ erased: true })).to.equal(1);
      expect(await whole(erasing.noted)).to.deep.equal([{ accountId: ACME, contactId, at: NOW + 1 }]);
      const { contact } = await right(contacts.findOrCreate(ACME, newContact(2), UNLIMITED, NOW));
      expect(contact.id).to.equal(4);
      await close();
    });
  });
});
