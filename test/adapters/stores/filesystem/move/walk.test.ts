import { expect } from 'chai';
import fc from 'fast-check';
import * as t from 'io-ts';
import { conversationsFrom } from '../../../../../src/adapters/stores/filesystem/move/conversations.js';
import {
  from,
  inBatches,
  inSequence,
  recordsOf,
  type Step,
} from '../../../../../src/adapters/stores/filesystem/move/walk.js';
import { messageTables } from '../../../../../src/adapters/stores/filesystem/messages/message-records.js';
import { type FilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { type Write } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { type KeptConversation } from '../../../../../src/adapters/stores/migration.js';
import { CONVERSATION_LENGTH } from '../../../../../src/domain/model/message/conversation.js';
import { DAY, monthOf } from '../../../../../src/domain/model/time.js';
import { NOW, on, right } from '../../../../contracts/support.js';
import { openFresh } from '../folder.js';

const write = ({ environment }: FilesystemRecords, writes: readonly Write[]) =>
  right(environment.write(() => ({ answer: undefined, writes })));

const itemsOf = <B>(steps: Iterable<Step<B>>): readonly B[] => [...steps].map(({ item }) => item);

/** A walk that goes on at any of its places comes to the same as the whole. */
const expectToGoOn = <B>(walk: (behind: string | null) => Iterable<Step<B>>): readonly B[] => {
  const whole = [...walk(null)];
  for (const [index, { place }] of whole.entries())
    expect(itemsOf(walk(place())), place()).to.deep.equal(whole.slice(index + 1).map(({ item }) => item));
  return whole.map(({ item }) => item);
};

/** Of each account: when its contacts' last conversations were opened, in days, and how many others there were. */
const history = fc.array(
  fc.record({
    contacts: fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 2_000 }), day: fc.nat(120) }), {
      selector: ({ id }) => id,
      maxLength: 12,
    }),
    others: fc.array(fc.nat(120), { maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 5 },
);

describe('the walk through a store that moves', () => {
  it(
    'takes every conversation that limits need, once, and goes on at each of its places',
    on(openFresh)(async (records) => {
      const tables = messageTables(records.environment);
      const accounts = records.environment.table<number, unknown>({ name: 'accounts', codec: t.unknown, show: String });
      await fc.assert(
        fc.asyncProperty(history, async (past) => {
          const writes: Write[] = [];
          const counts = new Map<string, number>();
          for (const [index, { contacts, others }] of past.entries()) {
            const id = index + 1;
            writes.push(accounts.put(id, {}));
            const days = [...contacts.map(({ day }) => day), ...(contacts.length === 0 ? [] : others)];
            for (const month of days.map((day) => `${id} ${monthOf(NOW - day * DAY)}`))
              counts.set(month, (counts.get(month) ?? 0) + 1);
            for (const contact of contacts)
              writes.push(tables.conversations.put([id, contact.id], NOW - contact.day * DAY + CONVERSATION_LENGTH));
          }
          for (const [name, count] of counts) {
            const [id, month] = name.split(' ') as [string, string];
            writes.push(tables.conversationsOpened.put([Number(id), month], count));
          }
          await write(records, writes);
          try {
            const found = expectToGoOn((behind) => conversationsFrom({ ...tables, accounts }, behind));
            const placesOf = (name: (one: KeptConversation) => string) => new Set(found.map(name)).size;
            expect(placesOf((one) => `${one.accountId} ${one.month} ${one.ordinal}`)).to.equal(found.length);
            expect(placesOf((one) => `${one.accountId} ${one.contactId} ${one.ordinalOfContact}`)).to.equal(
              found.length,
            );
            for (const [name, count] of counts) {
              const ofMonth = found.filter((one) => `${one.accountId} ${one.month}` === name);
              expect(Math.max(...ofMonth.map(({ ordinal }) => ordinal)), name).to.equal(count);
            }
            for (const [index, { contacts }] of past.entries())
              for (const { id, day } of contacts) {
                const own = found.filter((one) => one.accountId === index + 1 && one.contactId === id);
                const [last] = own.sort((a, b) => b.ordinalOfContact - a.ordinalOfContact);
                expect(last?.until).to.equal(NOW - day * DAY + CONVERSATION_LENGTH);
              }
          } finally {
            await write(records, [
              ...accounts.keys({}).map(accounts.remove),
              ...tables.conversations.keys({}).map(tables.conversations.remove),
              ...tables.conversationsOpened.keys({}).map(tables.conversationsOpened.remove),
            ]);
          }
        }),
        { numRuns: 60 },
      );
    }),
  );

  it(
    'goes through several tables in order, goes on in each of them, and packs 500 into a batch',
    on(openFresh)(async (records) => {
      const { environment } = records;
      const tables = (['wamids', 'phones', 'conversations'] as const).map((name) =>
        environment.table<readonly [number, string], string>({ name, codec: t.string, show: String }),
      );
      const [one, , two] = tables;
      const texts = Array.from({ length: 640 }, (_, index) => `text ${index}`);
      await write(records, [
        ...texts.map((text, index) => one?.put([index % 7, text], text)),
        ...texts.map((text, index) => two?.put([3, `${index}`], text)),
      ] as Write[]);
      const walks = tables.map((table) => recordsOf(table, (_key, text) => text));
      const [first] = walks;
      if (first === undefined) throw new TypeError('no table');
      expect(expectToGoOn((behind) => from(first, behind))).to.have.length(640);
      const all = expectToGoOn((behind) => inSequence(walks, behind));
      expect(all).to.have.members([...texts, ...texts]);

      const batches: (readonly string[])[] = [];
      for await (const { items, behind } of inBatches(environment, inSequence(walks, null))) {
        batches.push(items);
        const rest = itemsOf(inSequence(walks, behind));
        expect([...batches.flat(), ...rest]).to.deep.equal(all);
      }
      expect(batches.map(({ length }) => length)).to.deep.equal([500, 500, 280]);
      expect(one?.size()).to.equal(640);
    }),
  );
});
