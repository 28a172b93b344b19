import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import fc from 'fast-check';
import { type Contact } from '../../../src/domain/model/contact/contact.js';
import { type Recipient } from '../../../src/domain/model/contact/recipient.js';
import { type Contacts } from '../../../src/domain/ports/contacts.js';
import {
  ACME,
  contactId,
  left,
  newContact,
  none,
  NOW,
  on,
  type Open,
  OTHER,
  phone,
  recipient,
  right,
  rights,
  some,
  times,
  userId,
  whole,
} from '../support.js';
import { contactsOf } from '../../support/list-contacts.js';

const UNLIMITED = -1;

export interface PeopleStage {
  readonly contacts: Contacts;
  /** The same store as three processes have it open. */
  readonly nodes: readonly [Contacts, Contacts, Contacts];
  /** A number that rises with each write. */
  readonly writes: () => Promise<number>;
}

const find = (contacts: Contacts, to: Recipient, maximum = UNLIMITED) =>
  contacts.findOrCreate(ACME, newContact(0, { recipient: to }), maximum, NOW);

/** A phone or user id counts as one of the contact that has it, and no other has it. */
const expectApart = async (contacts: Contacts): Promise<readonly Contact[]> => {
  const all = await whole(contactsOf(contacts, ACME));
  for (const field of ['phone', 'userId'] as const) {
    const ids = all.flatMap(({ recipient: of }) => of[field] ?? []);
    expect(new Set(ids).size, field).to.equal(ids.length);
  }
  for (const contact of all) {
    const { phone: number, userId: id } = contact.recipient;
    if (number !== null) expect(await some(contacts.byPhone(ACME, number))).to.deep.equal(contact);
    if (id !== null) expect(await some(contacts.byUserId(ACME, id))).to.deep.equal(contact);
  }
  expect(await right(contacts.count(ACME))).to.equal(all.length);
  expect(all.map(({ id }) => Number(id))).to.deep.equal(times(all.length, (index) => index + 1));
  return all;
};

/** What the port `Contacts` promises of people with a phone, a user id or both. */
export const peopleContract = (open: Open<PeopleStage>): void => {
  const test = on(open);

  describe('people with user ids', () => {
    it(
      'are found by each id that they were made with',
      test(async ({ contacts }) => {
        for (const [index, to] of [recipient(null, 1), recipient(2, 2), recipient(3, null)].entries()) {
          const { contact, created } = await right(find(contacts, to));
          expect(created).to.equal(true);
          expect(contact).to.deep.include({ id: index + 1, recipient: to, userIdAt: null });
        }
        await expectApart(contacts);
        await none(contacts.byUserId(ACME, userId(3)));
        await none(contacts.byUserId(OTHER, userId(1)));
        expect(await left(find(contacts, recipient(null, 4), 3))).to.include({ current: 3, maximum: 3 });
      }),
    );

    it(
      'are found by phone first, get the id that they lack, and keep the one that they have',
      test(async ({ contacts }) => {
        const found = async (to: Recipient) => {
          const { contact, created } = await right(find(contacts, to));
          return [created ? 'new' : 'known', Number(contact.id), contact.recipient];
        };
        expect(await found(recipient(1, null))).to.deep.equal(['new', 1, recipient(1, null)]);
        expect(await found(recipient(1, 1))).to.deep.equal(['known', 1, recipient(1, 1)]);
        expect(await found(recipient(null, 1))).to.deep.equal(['known', 1, recipient(1, 1)]);
        expect(await found(recipient(null, 2))).to.deep.equal(['new', 2, recipient(null, 2)]);
        // Two contacts: the phone decides, and each keeps what it has.
        expect(await found(recipient(1, 2))).to.deep.equal(['known', 1, recipient(1, 1)]);
        expect(await found(recipient(2, 2))).to.deep.equal(['known', 2, recipient(2, 2)]);
        // Found by user id, with another phone.
        expect(await found(recipient(3, 2))).to.deep.equal(['known', 2, recipient(2, 2)]);
        expect(await found(recipient(3, null))).to.deep.equal(['new', 3, recipient(3, null)]);
        // The user id is another's.
        expect(await found(recipient(3, 2))).to.deep.equal(['known', 3, recipient(3, null)]);
        await expectApart(contacts);
      }),
    );

    it(
      'are written once where nothing is new of them',
      test(async ({ contacts, writes }) => {
        for (const to of [recipient(1, 1), recipient(2, null), recipient(null, 3)]) await right(find(contacts, to));
        const before = await writes();
        for (const to of [recipient(1, 1), recipient(1, null), recipient(null, 1), recipient(2, 3), recipient(9, 1)])
          await right(find(contacts, to));
        expect(await writes()).to.equal(before);
      }),
    );

    it(
      'are no others of another account',
      test(async ({ contacts }) => {
        const mine = (await right(find(contacts, recipient(1, 1)))).contact;
        const draft = newContact(0, { recipient: recipient(null, 1) });
        const theirs = await right(contacts.findOrCreate(OTHER, draft, UNLIMITED, NOW));
        expect(theirs).to.deep.include({ created: true });
        expect(theirs.contact.recipient).to.deep.equal(recipient(null, 1));
        expect(await some(contacts.byUserId(ACME, userId(1)))).to.deep.equal(mine);
      }),
    );

    it(
      'are one contact where one is named by both ids at once, on three nodes',
      test(async ({ contacts, nodes }) => {
        for (const round of times(5, (index) => index + 1)) {
          const to = [recipient(round, round), recipient(round, null), recipient(round, round)];
          const made = await Promise.all(
            times(12, (index) => right(find(nodes[index % 3] ?? contacts, to[index % 3] ?? recipient(round, null)))),
          );
          expect(new Set(made.map(({ contact }) => contact.id)).size).to.equal(1);
          expect(made.filter(({ created }) => created)).to.have.length(1);
          expect((await some(contacts.byPhone(ACME, phone(round)))).recipient).to.deep.equal(recipient(round, round));
        }
        await expectApart(contacts);
      }),
    );

    it('are each one contact, whoever is named by number, by id or by both at once, within the limit', async () => {
      const index = fc.option(fc.integer({ min: 1, max: 3 }));
      const to = fc
        .tuple(index, index)
        .filter(([one, other]) => one !== null || other !== null)
        .map(([one, other]) => recipient(one, other));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(to, fc.nat({ max: 2 })), { minLength: 2, maxLength: 14 }),
          fc.constantFrom(UNLIMITED, 2, 3),
          async (calls, maximum) =>
            on(open)(async ({ contacts, nodes }) => {
              const results = await Promise.all(
                calls.map(([named, node]) => find(nodes[node] ?? contacts, named, maximum)()),
              );
              const all = await expectApart(contacts);
              if (maximum !== UNLIMITED) expect(all.length).to.be.at.most(maximum);
              expect(rights(results).filter(({ created }) => created)).to.have.length(all.length);
              for (const [at, [named]] of calls.entries()) {
                const result = results[at];
                if (result === undefined || E.isLeft(result)) {
                  expect(all.length).to.equal(maximum);
                  continue;
                }
                const { recipient: got } = result.right.contact;
                expect(got.phone === named.phone || got.userId === named.userId).to.equal(true);
                // Ids are never taken away.
                const now = all.find(({ id }) => id === result.right.contact.id)?.recipient;
                if (got.phone !== null) expect(now?.phone).to.equal(got.phone);
                if (got.userId !== null) expect(now?.userId).to.equal(got.userId);
                // Who is named by a phone has one.
                if (named.phone !== null) expect(got.phone).to.not.equal(null);
              }
            })(),
        ),
        { numRuns: 25 },
      );
    });
  });

  describe('changes of contacts', () => {
    it(
      'are none where there is no contact, and write nothing where nothing changes',
      test(async ({ contacts, writes }) => {
        await none(contacts.update(ACME, contactId(1), (contact) => ({ ...contact, username: 'zoe' })));
        const { contact } = await right(find(contacts, recipient(1, 1)));
        await none(contacts.update(OTHER, contact.id, (one) => ({ ...one, username: 'zoe' })));
        const before = await writes();
        expect(await some(contacts.update(ACME, contact.id, (one) => one))).to.deep.equal(contact);
        expect(await writes()).to.equal(before);
      }),
    );

    it(
      'move what the contact is found by',
      test(async ({ contacts }) => {
        const { contact } = await right(find(contacts, recipient(1, 1)));
        const to = recipient(2, 2);
        const change = (one: Contact): Contact => ({ ...one, recipient: to, userIdAt: NOW, waId: '77', waIdAt: NOW });
        const after = await some(contacts.update(ACME, contact.id, change));
        expect(after).to.deep.equal(change(contact));
        expect(await whole(contacts.byWaId(ACME, '77'))).to.deep.equal([after]);
        await expectApart(contacts);
        await none(contacts.byPhone(ACME, phone(1)));
        await none(contacts.byUserId(ACME, userId(1)));
        const bare = await some(
          contacts.update(ACME, contact.id, (one) => ({ ...one, recipient: recipient(null, 2), waId: null })),
        );
        await none(contacts.byPhone(ACME, phone(2)));
        expect(await whole(contacts.byWaId(ACME, '77'))).to.deep.equal([]);
        expect(await some(contacts.byUserId(ACME, userId(2)))).to.deep.equal(bare);
        // What one has given up another may have.
        expect((await right(find(contacts, recipient(1, 1)))).created).to.equal(true);
        await expectApart(contacts);
      }),
    );

    it(
      'leave an id as it was that another contact has, and change the rest',
      test(async ({ contacts, writes }) => {
        for (const at of [1, 2]) await right(find(contacts, recipient(at, at)));
        const to = (phoneAt: number, userAt: number) => (one: Contact) => ({
          ...one,
          recipient: recipient(phoneAt, userAt),
          userIdAt: NOW,
        });
        const [first, second] = [contactId(1), contactId(2)];
        const one = await some(contacts.update(ACME, first, to(2, 3)));
        expect(one).to.deep.include({ recipient: recipient(1, 3), userIdAt: NOW });
        const other = await some(contacts.update(ACME, second, to(4, 3)));
        expect(other).to.deep.include({ recipient: recipient(4, 2), userIdAt: null });
        const before = await writes();
        expect(await some(contacts.update(ACME, second, to(1, 3)))).to.deep.equal(other);
        expect(await writes()).to.equal(before);
        await expectApart(contacts);
      }),
    );

    it(
      'lose none of many at once, on three nodes',
      test(async ({ contacts, nodes }) => {
        const { contact } = await right(find(contacts, recipient(1, null)));
        const longer = (one: Contact): Contact => ({ ...one, username: `${one.username ?? ''}x` });
        await Promise.all(times(24, (index) => right((nodes[index % 3] ?? contacts).update(ACME, contact.id, longer))));
        expect(await some(contacts.byId(ACME, contact.id))).to.include({ username: 'x'.repeat(24) });
      }),
    );

    it(
      'give an id to exactly one of many that want it at once, on three nodes, and all else to each',
      test(async ({ contacts, nodes }) => {
        await Promise.all(times(12, (index) => right(find(contacts, recipient(index + 1, null)))));
        const made = await Promise.all(
          times(12, (index) =>
            some(
              (nodes[index % 3] ?? contacts).update(ACME, contactId(index + 1), (one) => ({
                ...one,
                recipient: { ...one.recipient, userId: userId(1) },
                username: 'zoe',
              })),
            ),
          ),
        );
        expect(made.filter(({ recipient: of }) => of.userId === userId(1))).to.have.length(1);
        const all = await expectApart(contacts);
        expect(all).to.have.deep.members(made);
        for (const { username } of all) expect(username).to.equal('zoe');
      }),
    );

    it(
      'and those who look for the same id at once never share it',
      test(async ({ contacts, nodes }) => {
        await right(find(contacts, recipient(1, null)));
        const [one, two, three] = nodes;
        const learns = (one_: Contacts) =>
          one_.update(ACME, contactId(1), (of) => ({ ...of, recipient: recipient(1, 1) }))();
        const results = await Promise.all([
          learns(one),
          find(two, recipient(null, 1))(),
          find(three, recipient(2, 1))(),
        ]);
        expect(results.map(({ _tag }) => _tag)).to.deep.equal(['Right', 'Right', 'Right']);
        const all = await expectApart(contacts);
        expect(all.filter(({ recipient: of }) => of.userId === userId(1))).to.have.length(1);
        expect(O.isSome(await right(contacts.byUserId(ACME, userId(1))))).to.equal(true);
      }),
    );
  });
};
