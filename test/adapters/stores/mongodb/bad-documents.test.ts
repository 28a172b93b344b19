import { expect } from 'chai';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { CorruptDocument } from '../../../../src/adapters/stores/mongodb/database/faults.js';
import { mongodbMediaStorage } from '../../../../src/adapters/stores/mongodb/media/media-storage.js';
import { type MongodbRecords } from '../../../../src/adapters/stores/mongodb/records.js';
import { refOf } from '../../../../src/domain/model/message/opened-message.js';
import {
  ACME,
  contactId,
  draft,
  key,
  left,
  mediaId,
  newContact,
  none,
  NOW,
  rejection,
  right,
  phone,
  contactFor,
  outcomeOf,
  some,
  whole,
} from '../../../contracts/support.js';
import { noise, publishAll, stageAll } from '../../../contracts/media-storage/stage.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../../../support/mongodb/database.js';
import { until } from '../../../support/until.js';
import { manualTimer, type ManualTimer } from '../../../kit/time/manual-timer.js';
import { openPatiently } from './fresh.js';
import {
  diskFull,
  notAllowed,
  type RefusingProxy,
  startRefusingProxy,
} from '../../../support/mongodb/refusing-proxy.js';
import { contactsOf } from '../../../support/list-contacts.js';

const UNLIMITED = -1;

/** What a caller might put in place of a value, were it taken as it comes. */
const operators: readonly unknown[] = [
  { $gt: '' },
  { $ne: null },
  { $in: ['x'] },
  { $where: '1' },
  ['x'],
  null,
  true,
  1.5,
];

withMongodb(() => {
  describe('records in MongoDB', () => {
    let database: TestDatabase;
    let proxy: RefusingProxy;
    let records: MongodbRecords;
    let time: ManualTimer;

    beforeEach(async () => {
      database = await makeDatabase();
      proxy = await startRefusingProxy(database.url);
      time = manualTimer();
      records = await openPatiently(proxy.url, null, time);
    });
    afterEach(async () => {
      await records.close();
      await proxy.close();
      await database.drop();
    });

    it('take an operator in place of any value for a value that nothing has', async () => {
      const { accounts, tokens, contacts, messages, uploadHandles } = records;
      await right(accounts.create({ name: 'Acme', demo: false }, NOW));
      await right(contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW));
      await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
      await right(uploadHandles.keep(mediaId('m'), '1', '42', NOW + 1));
      for (const odd of operators as readonly never[]) {
        await none(accounts.byId(odd));
        await none(accounts.change(odd, { name: 'taken' }, NOW));
        await none(tokens.byHash(odd));
        await none(tokens.revoke(odd, NOW));
        expect(await whole(tokens.list(odd))).to.deep.equal([]);
        await none(contacts.byId(odd, contactId(1)));
        await none(contacts.byId(ACME, odd));
        await none(contacts.byPhone(ACME, odd));
        expect((await right(contactsOf(contacts, odd))).items).to.deep.equal([]);
        await none(messages.byId(ACME, odd));
        await none(messages.byId(odd, 1 as never));
        await none(messages.byKey(ACME, odd));
        await none(uploadHandles.find(odd, '1', NOW));
      }
      expect((await some(accounts.byId(ACME))).name).to.equal('Acme');
    });

    it('refuse the one request that needs a document which does not decode, and name it without what is in it', async () => {
      const { contacts, messages } = records;
      for (const index of [1, 2]) await right(contacts.findOrCreate(ACME, newContact(index), UNLIMITED, NOW));
      await database.db.collection('contacts').updateOne({ id: 1 }, { $set: { firstname: { secret: 'x' } } });
      const error = await rejection(contacts.byId(ACME, contactId(1)));
      expect(error).to.be.instanceOf(CorruptDocument);
      expect(String(error)).to.include('contacts').and.not.include('secret');
      await some(contacts.byId(ACME, contactId(2)));

      const message = await right(messages.open(draft(), UNLIMITED, NOW));
      for (const damage of [{ state: 'gone' }, { wamid: 7 }, { createdAt: 'now' }, { accountId: '1' }]) {
        await database.db
          .collection('messages')
          .updateOne({ id: message.id }, { $set: { ...damage, accountId: ACME } });
      }
      expect(await rejection(messages.byId(ACME, message.id))).to.be.instanceOf(CorruptDocument);
    });

    it('count conversations by a damaged one too, which costs its own contact alone', async () => {
      const { messages } = records;
      for (const id of [1, 2]) await right(messages.open(draft({ contactId: contactId(id) }), UNLIMITED, NOW));
      const damaged = { $set: { until: { secret: 'x' } } };
      await database.db.collection('conversations').updateOne({ ordinal: 2 }, damaged);
      expect(await right(messages.standing(ACME, null, NOW))).to.deep.equal({ open: false, openedThisMonth: 2 });
      await right(messages.open(draft({ contactId: contactId(3) }), 3, NOW));
      expect(await left(messages.open(draft({ contactId: contactId(4) }), 3, NOW))).to.include({ current: 3 });
      expect(String(await rejection(messages.open(draft({ contactId: contactId(2) }), UNLIMITED, NOW))))
        .to.include('conversations')
        .and.not.include('secret');
    });

    it('leave fields alone that a later version has put beside ours', async () => {
      const { contacts } = records;
      await right(contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW));
      await database.db.collection('contacts').updateOne({ id: 1 }, { $set: { nickname: 'Zo' } });
      const before = await some(contacts.byId(ACME, contactId(1)));
      expect(before).to.not.have.property('nickname');
      const message = await right(records.messages.open(draft(), UNLIMITED, NOW));
      const accepted = { _tag: 'Accepted', wamid: 'w', shown: { ...nothingShown, waId: '77' }, at: NOW } as const;
      await outcomeOf(records.messages, message, accepted);
      expect(await database.db.collection('contacts').findOne({ id: 1 })).to.include({ nickname: 'Zo', waId: '77' });
    });

    for (const [what, refusal] of [
      ['a full disk', diskFull],
      ['a user that may not write', notAllowed],
    ] as const)
      it(`are unavailable with ${what}, keep nothing by halves, and go on once that is over`, async () => {
        const { accounts, contacts, messages } = records;
        const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
        const opened = await right(messages.open(draft({ key: key('before') }), UNLIMITED, NOW));
        const media = mongodbMediaStorage(records.database, () => NOW);
        const staged = await stageAll(media, noise(1_000));
        const owner = { id: ACME, mediaKey: 'a'.repeat(43) };

        proxy.refuse(refusal, ['insert', 'update', 'findAndModify', 'delete']);
        const refused = [
          accounts.create({ name: 'x', demo: false }, NOW),
          accounts.change(id, { name: 'x' }, NOW),
          contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW),
          messages.open(draft({ key: key('k'), contactId: contactId(2) }), UNLIMITED, NOW),
          messages.settle(
            refOf(opened),
            { _tag: 'Accepted', wamid: 'w', shown: nothingShown, at: NOW },
            contactFor(opened),
            [],
          ),
          media.stage(noiseOf(2_000_000), 3_000_000),
          staged.publish(owner, 'image/png'),
        ];
        for (const task of refused)
          expect(await left(task as TaskEither<{ _tag: string }, unknown>)).to.include({ _tag: 'Unavailable' });
        await some(accounts.byId(id));
        await some(messages.byKey(ACME, key('before')));

        proxy.allow();
        expect((await some(accounts.byId(id))).name).to.equal('Acme');
        await none(contacts.byPhone(ACME, phone(1)));
        await none(messages.byKey(ACME, key('k')));
        await right(contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW));
        await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
        await right(staged.publish(owner, 'image/png'));
        await staged.discard();
      });

    it('free the key of a message whose recording was done but not answered: nobody was told of it', async () => {
      const { messages } = records;
      proxy.silence(['insert'], 'messages');
      const opening = left(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
      const recorded = () => database.db.collection('messages').countDocuments({ state: 'pending' });
      await until('the message', async () => (await recorded()) === 1);
      time.pass(1_500);
      expect(await opening).to.include({ _tag: 'Unavailable' });
      proxy.allow();
      const isFree = async () => (await right(messages.byKey(ACME, key('k'))))._tag === 'None';
      await until('the key', isFree);
      expect(await database.db.collection('messages').findOne({})).to.include({ state: 'failed' });
      await right(messages.open(draft({ key: key('k') }), UNLIMITED, NOW));
    });

    it('find a chunk that is gone from a file, or has another length, and serve no shorter file', async () => {
      const media = mongodbMediaStorage(records.database, () => NOW);
      const { id } = await publishAll(media, noise(1_300_000), 'application/pdf', {
        id: ACME,
        mediaKey: 'a'.repeat(43),
      });
      const readAll = async (): Promise<number> => {
        const file = await some(media.open(id));
        let sizeBytes = 0;
        for await (const piece of file.bytes({ _tag: 'None' })) sizeBytes += piece.length;
        await file.close();
        return sizeBytes;
      };
      expect(await readAll()).to.equal(1_300_000);
      const failure = () =>
        readAll().then(
          () => 'served',
          (error: Error) => error.name,
        );
      await database.db.collection('media.chunks').updateOne({ n: 1 }, { $set: { data: Buffer.from('short') } });
      expect(await failure()).to.equal('DamagedMedia');
      await database.db.collection('media.chunks').deleteOne({ n: 1 });
      // Found before a byte is read, so that the answer can still say it.
      expect(await media.open(id)()).to.have.nested.property('left._tag', 'DamagedFile');
    });
  });
});

async function* noiseOf(sizeBytes: number): AsyncGenerator<Uint8Array> {
  yield noise(sizeBytes);
}
