import { expect } from 'chai';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { type Document } from 'mongodb';
import { mongodbMediaStorage } from '../../../../src/adapters/stores/mongodb/media/media-storage.js';
import { type MongodbRecords } from '../../../../src/adapters/stores/mongodb/records.js';
import { counters } from '../../../../src/adapters/stores/mongodb/database/counters.js';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { type AppSecret, type Page } from '../../../../src/domain/ports/accounts.js';
import { refOf } from '../../../../src/domain/model/message/opened-message.js';
import { MINUTE } from '../../../../src/domain/model/time.js';
import { ACME, draft, left, newContact, NOW, contactFor, right, some, times } from '../../../contracts/support.js';
import { noise, publishAll, stageAll } from '../../../contracts/media-storage/stage.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../support/mongodb/database.js';
import { startWire, type Wire } from '../../../support/mongodb/wire.js';
import { faultOf } from './fault-of.js';
import { openPatiently } from './fresh.js';

const OWNER = { id: ACME, mediaKey: 'a'.repeat(43) };

/** What stands in place of the document after a change, in answers of servers that are not MongoDB. */
const oddValues: readonly unknown[] = [
  null,
  {},
  { last: null },
  { last: 'seven' },
  { last: 1.5 },
  { last: -1 },
  { last: Number.NaN },
  { value: { last: 1 } },
];

withMongodb(() => {
  describe('an answer that MongoDB would not give', () => {
    let database: TestDatabase;
    let wire: Wire;
    let records: MongodbRecords;
    /** The answer in place of the server's. */
    let odd: (command: Document, answer: Document) => Document | null;

    beforeEach(async () => {
      odd = () => null;
      database = await makeDatabase();
      wire = await startWire(database.url, async (command, { carryOut }) => {
        const answer = await carryOut();
        return odd(command, answer) ?? answer;
      });
      records = await openPatiently(wire.url);
    });
    afterEach(async () => {
      await records.close();
      await wire.close();
      await database.drop();
    });

    it('counts on, and gives no number twice, where an upsert that inserts answers null', async () => {
      const isFirst = ({ value }: Document): boolean => Number((value as Document | null)?.['last']) === 1;
      odd = (command, answer) =>
        command['findAndModify'] === 'counters' && isFirst(answer) ? { ...answer, value: null } : null;
      const count = counters(records.database);
      const numbers = await Promise.all(times(20, () => count('x')));
      expect(new Set(numbers).size).to.equal(20);
      for (const number of numbers) expect(number).to.be.within(1, 25);
      const { id } = await right(records.accounts.create({ name: 'Acme', demo: false }, NOW));
      expect((await some(records.accounts.byId(id))).name).to.equal('Acme');
    });

    it('puts off what needs a number, and stores nothing without one', async () => {
      for (const value of oddValues) {
        odd = (command) => (command['findAndModify'] === 'counters' ? { ok: 1, value } : null);
        expect(await left(records.accounts.create({ name: 'x', demo: false }, NOW))).to.include({
          _tag: 'Unavailable',
        });
        expect(await left(records.messages.open(draft(), -1, NOW))).to.include({ _tag: 'Unavailable' });
      }
      for (const name of ['accounts', 'messages'])
        expect(await database.db.collection(name).countDocuments()).to.equal(0);
    });

    it('keeps the file that was published, where the answer does not name it', async () => {
      odd = (command, answer) => (command['findAndModify'] === 'media' ? { ...answer, value: null } : null);
      const media = mongodbMediaStorage(records.database, () => NOW);
      const { id } = await publishAll(media, noise(1_000), 'application/pdf', OWNER);
      const file = await some(media.open(id));
      let sizeBytes = 0;
      for await (const piece of file.bytes({ _tag: 'None' })) sizeBytes += piece.length;
      expect(sizeBytes).to.equal(1_000);
      await file.close();
      await media.close();
    });

    it('leaves a file to the sweep, which knows its media, where publishing got no good answer', async () => {
      odd = ({ findAndModify, find }) =>
        findAndModify === 'media' || find === 'media'
          ? { ok: 1, value: null, cursor: { id: 0n, ns: 'x.media', firstBatch: [] } }
          : null;
      let now = NOW;
      const media = mongodbMediaStorage(records.database, () => now);
      const staged = await stageAll(media, noise(1_000));
      expect(await left(staged.publish(OWNER, 'application/pdf'))).to.include({ _tag: 'Unavailable' });
      await staged.discard();
      odd = () => null;
      const [stored] = await database.db.collection('media').find().toArray();
      now += MINUTE;
      const again = await publishAll(media, noise(1_000), 'application/pdf', OWNER);
      expect(again.id).to.equal(stored?._id);
      await (await some(media.open(again.id))).close();
      await media.close();
    });

    it('puts off a write of which nothing is known, and does not repeat it for ever', async () => {
      const { id } = await right(records.accounts.create({ name: 'Acme', demo: false }, NOW));
      const message = await right(records.messages.open(draft(), -1, NOW));
      await right(records.contacts.findOrCreate(ACME, newContact(1), -1, NOW));
      for (const n of [undefined, null, 'one', Number.NaN]) {
        odd = (command) =>
          'update' in command || 'delete' in command ? { ok: 1, ...(n === undefined ? {} : { n }) } : null;
        const accepted = { _tag: 'Accepted', wamid: 'w', shown: nothingShown, at: NOW } as const;
        const named = { name: String(n) };
        expect(await left(records.accounts.change(id, named, NOW))).to.include({ _tag: 'Unavailable' });
        expect(await left(records.messages.settle(refOf(message), accepted, contactFor(message), []))).to.include({
          _tag: 'Unavailable',
        });
      }
    });

    it('is exit code 78 where a start depends on it', async () => {
      await right(records.accounts.create({ name: 'Acme', demo: false }, NOW));
      await records.close();
      odd = (command) => ('update' in command ? { ok: 1 } : null);
      const sealing = Buffer.alloc(32, 7);
      const fault = await faultOf(openPatiently(wire.url, sealing));
      expect(fault).to.include({ _tag: 'Unsupported' });
      records = await openPatiently(database.url, sealing);
    });
  });

  describe('documents that another program put there', () => {
    let database: TestDatabase;
    let records: MongodbRecords;

    beforeEach(async () => {
      database = await makeDatabase();
      records = await openPatiently(database.url);
    });
    afterEach(async () => {
      await records.close();
      await database.drop();
    });

    it('cost no list of accounts more than themselves, and no page its end', async () => {
      const { accounts } = records;
      for (const name of ['Acme', 'Initech']) await right(accounts.create({ name, demo: false }, NOW));
      await database.db.collection('accounts').insertMany([
        { id: null, name: 'x', numberClaim: 'a' },
        { id: null, name: 'y', numberClaim: 'b' },
      ]);
      const { items, damaged } = await right(accounts.list);
      expect(items.map(({ name }) => name)).to.deep.equal(['Acme', 'Initech']);
      expect(damaged).to.have.length(2);
      for (const limit of [1, 2, 3]) {
        const pages: number[] = [];
        for (let after: AccountId | null | undefined = null; after !== undefined && pages.length < 9;) {
          const page: Page<AppSecret> = await right(accounts.appSecrets({ after, limit }));
          pages.push(page.items.length);
          after = page.next ?? undefined;
        }
        expect(pages.length, `${limit} a page`).to.be.below(4);
        expect(
          pages.reduce((sum, count) => sum + count, 0),
          `${limit} a page`,
        ).to.equal(2);
      }
      await records.close();
      records = await openPatiently(database.url, Buffer.alloc(32, 7));
      expect(records.damaged).to.have.length(2);
    });

    it('count their changes anew where the count is damaged, and lose no change of two at once', async () => {
      const { accounts } = records;
      const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
      for (const damage of [
        { $unset: { revision: '' } },
        { $set: { revision: Number.NaN } },
        { $set: { revision: 'x' } },
      ]) {
        await database.db.collection('accounts').updateOne({ id }, damage);
        const before = (await some(accounts.byId(id))).staff.length;
        await Promise.all(times(5, (index) => right(accounts.addEntry(id, 'staff', `s${index}`))));
        expect((await some(accounts.byId(id))).staff).to.have.length(before + 5);
      }
    });

    it('leave ids whole where one has an id that is none', async () => {
      await right(records.contacts.findOrCreate(ACME, newContact(1), -1, NOW));
      await database.db.collection('contacts').insertMany([
        { accountId: ACME, id: 2.5, ordinal: 2.5, phone: 'a', userId: 'a' },
        { accountId: ACME, id: Infinity, ordinal: Infinity, phone: 'b', userId: 'b' },
      ]);
      const { contact } = await right(records.contacts.findOrCreate(ACME, newContact(2), -1, NOW));
      expect(contact.id).to.equal(3);
    });

    it('are left alone by the sweep', async () => {
      const old = { uploadDate: new Date(0), length: 0, filename: 'theirs' };
      await database.db.collection('media.files').insertMany([
        { ...old, _id: 'a name' as never },
        { ...old, _id: 7 as never },
      ]);
      await database.db.collection('staging').insertOne({ _id: 'x' as never, renewedAt: 0, claimed: false });
      const media = mongodbMediaStorage(records.database, () => NOW);
      await right(media.sweep);
      expect(await database.db.collection('media.files').countDocuments()).to.equal(2);
      await media.close();
    });
  });
});
