import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { type Db, type Document, type Filter, type UpdateFilter, type UpdateOptions } from 'mongodb';
import { openStores } from '../../src/app/stores.js';
import { readConfig } from '../../src/app/config.js';
import { UNLIMITED } from '../../src/domain/model/account/account.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { draft, newContact, NOW, right } from '../contracts/support.js';
import { openNode } from '../adapters/stores/mongodb/fresh.js';
import { drain } from '../contracts/events/stage.js';
import { makeDatabase, type TestDatabase, withMongodb } from '../support/mongodb/database.js';

/** The script that operating.md gives for mongosh. */
const script = (): string => {
  const text = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  const found = /```js\n(db\.accounts[\s\S]*?)```/.exec(text)?.[1];
  if (found === undefined) throw new TypeError('operating.md has no such script');
  return found;
};

/** As much of a cursor as the script uses. */
const cursorOf = (documents: readonly Document[]) => ({
  forEach: (work: (one: Document) => void) => documents.forEach(work),
  sort: ({ place }: { readonly place: 1 | -1 }) =>
    cursorOf(documents.toSorted((one, other) => place * (Number(one['place']) - Number(other['place'])))),
  limit: (most: number) => cursorOf(documents.slice(0, most)),
  toArray: () => documents,
});

/** Runs a script of mongosh that reads accounts and settings and updates documents. */
const runInMongosh = async (db: Db, text: string): Promise<void> => {
  const updates: (() => Promise<unknown>)[] = [];
  const collection = async (name: string) => {
    const documents = await db.collection(name).find().toArray();
    return {
      find: ({ accountId = null }: { readonly accountId?: number | null } = {}) =>
        cursorOf(documents.filter((one) => accountId === null || one['accountId'] === accountId)),
      findOne: ({ _id }: { readonly _id: string }) => documents.find((one) => String(one._id) === _id) ?? null,
      updateOne: (filter: Filter<Document>, update: UpdateFilter<Document>, options: UpdateOptions = {}) =>
        void updates.push(() => db.collection(name).updateOne(filter, update, options)),
    };
  };
  const names = ['accounts', 'counters', 'events', 'progress', 'settings'];
  const shell = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await collection(name)] as const)),
  );
  runInNewContext(text, { db: shell });
  for (const update of updates) await update();
};

withMongodb(() => {
  describe('the script after a mongorestore', () => {
    let database: TestDatabase;
    beforeEach(async () => (database = await makeDatabase()));
    afterEach(() => database.drop());

    const open = async () =>
      openStores(await orThrow(() => Promise.resolve(readConfig({ MONGODB_URL: database.url }))));

    it('raises the ids of accounts, contacts, messages and tokens, and keeps counts and keys', async () => {
      const before = await open();
      const { id } = await right(before.accounts.create({ name: 'Acme', demo: false }, NOW));
      for (const index of [1, 2]) await right(before.contacts.findOrCreate(id, newContact(index), UNLIMITED, NOW));
      await right(before.messages.open(draft(), UNLIMITED, NOW));
      const empty = await right(before.accounts.create({ name: 'Empty', demo: false }, NOW));
      const relaying = await openNode(database.url);
      await drain(relaying);
      const newest = await right(relaying.events.newest(id));
      expect(newest).to.equal(2);
      await relaying.close();
      const { minutes } = await right(before.service.look(NOW));
      await right(before.service.add(minutes, NOW));
      await before.close();

      await runInMongosh(database.db, script());

      const after = await open();
      const token = { name: 't', scopes: ['messages:send'] as const, hash: 'a'.repeat(64), lastFour: 'wxyz' };
      const made = await Promise.all([
        right(after.accounts.create({ name: 'New', demo: false }, NOW)),
        right(after.contacts.findOrCreate(id, newContact(3), 3, NOW)),
        right(after.messages.open(draft(), UNLIMITED, NOW)),
        right(after.tokens.create({ ...token, accountId: id, createdAt: NOW, expiresAt: null, revokedAt: null })),
      ]);
      const [account, { contact }, message, { id: tokenId }] = made;
      expect([account.id, contact.id, message.id, tokenId]).to.deep.equal([
        1_000_003,
        1_000_003,
        1_000_002,
        'tok_1_1000001',
      ]);
      expect(await right(after.contacts.count(id))).to.equal(3);
      const time = await right(after.service.look(NOW));
      expect(time).to.deep.include({ minutes: 1, restores: [1] });
      const node = await openNode(database.url);
      for (const one of [id, empty.id]) {
        await right(node.contacts.findOrCreate(one, newContact(9), UNLIMITED, NOW));
        await drain(node);
      }
      // The second contact after the restore, where the first one's account had two events.
      expect(await right(node.events.newest(id))).to.equal(newest + 1_000_002);
      expect(await right(node.events.newest(empty.id))).to.equal(1_000_001);
      await node.close();
      await after.close();
    });
  });
});
