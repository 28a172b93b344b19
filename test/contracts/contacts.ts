import { expect } from 'chai';
import fc from 'fast-check';
import { type Contact, madeContact } from '../../src/domain/model/contact/contact.js';
import { contactListContract } from './contacts/listing.js';
import { peopleContract, type PeopleStage } from './contacts/people.js';
import {
  ACME,
  contactId,
  lefts,
  left,
  newContact,
  NOBODY,
  none,
  NOW,
  on,
  type Open,
  OTHER,
  phone,
  right,
  rights,
  some,
  times,
} from './support.js';
import { contactsOf } from '../support/list-contacts.js';

const UNLIMITED = -1;

/** What the port `Contacts` promises. */
export const contactsContract = (name: string, open: Open<PeopleStage>): void => {
  const test = on(open);

  describe(`Contacts: ${name}`, () => {
    it(
      'makes a contact with everything that is said of it, and finds it by id and by phone',
      test(async ({ contacts }) => {
        const said = newContact(1, {
          firstname: 'Zoë',
          lastname: "O'Brien 🙂",
          email: 'zoe@example.com',
          country: 'Faroe Islands',
          assignedTo: 7,
          groups: [3, 1],
          status: 4,
          source: 5,
        });
        const { contact, created } = await right(contacts.findOrCreate(ACME, said, UNLIMITED, NOW));
        expect(created).to.equal(true);
        expect(contact).to.deep.equal({
          ...said,
          accountId: ACME,
          id: 1,
          username: null,
          waId: null,
          waIdAt: null,
          otherUserId: null,
          otherUserIdAt: null,
          lastInboundAt: null,
          userIdAt: null,
          createdAt: NOW,
        });
        expect(await some(contacts.byId(ACME, contact.id))).to.deep.equal(contact);
        expect(await some(contacts.byPhone(ACME, phone(1)))).to.deep.equal(contact);
      }),
    );

    it(
      'has none where none was made',
      test(async ({ contacts }) => {
        await none(contacts.byId(ACME, contactId(1)));
        await none(contacts.byPhone(ACME, phone(1)));
        expect(await right(contacts.count(ACME))).to.equal(0);
        expect((await right(contactsOf(contacts, ACME))).items).to.deep.equal([]);
      }),
    );

    it(
      'answers a contact that exists as it is, whatever else is said of it and whatever the limit',
      test(async ({ contacts }) => {
        const first = await right(contacts.findOrCreate(ACME, newContact(1, { firstname: 'A' }), 1, NOW));
        for (const maximum of [UNLIMITED, 0, 1]) {
          const again = contacts.findOrCreate(ACME, newContact(1, { firstname: 'B' }), maximum, NOW + 1);
          expect(await right(again)).to.deep.equal({ contact: first.contact, created: false });
        }
        expect(await right(contacts.count(ACME))).to.equal(1);
      }),
    );

    it(
      'refuses one more than the limit, says where the account stands, and leaves nothing',
      test(async ({ contacts }) => {
        for (const index of [1, 2]) await right(contacts.findOrCreate(ACME, newContact(index), 2, NOW));
        expect(await left(contacts.findOrCreate(ACME, newContact(3), 2, NOW))).to.deep.equal({
          _tag: 'FeatureLimitExceeded',
          feature: 'contacts',
          current: 2,
          maximum: 2,
        });
        await none(contacts.byPhone(ACME, phone(3)));
        expect(await right(contacts.count(ACME))).to.equal(2);
        expect((await right(contacts.findOrCreate(ACME, newContact(3), 3, NOW))).contact.id).to.equal(3);
      }),
    );

    it(
      'refuses everyone where the limit is 0 or below what is there already',
      test(async ({ contacts }) => {
        const refusal = await left(contacts.findOrCreate(ACME, newContact(1), 0, NOW));
        expect(refusal).to.include({ _tag: 'FeatureLimitExceeded', current: 0, maximum: 0 });
        for (const index of [1, 2, 3]) await right(contacts.findOrCreate(ACME, newContact(index), UNLIMITED, NOW));
        expect(await left(contacts.findOrCreate(ACME, newContact(4), 1, NOW))).to.include({ current: 3, maximum: 1 });
      }),
    );

    it(
      'makes exactly as many as the limit of 50 more callers at once',
      test(async ({ contacts }) => {
        const limit = 40;
        const calls = times(limit + 50, (index) => contacts.findOrCreate(ACME, newContact(index), limit, NOW)());
        const results = await Promise.all(calls);
        expect(rights(results)).to.have.length(limit);
        expect(lefts(results).map(({ _tag }) => _tag)).to.deep.equal(times(50, () => 'FeatureLimitExceeded'));
        expect(
          rights(results)
            .map(({ contact }) => contact.id)
            .sort((a, b) => a - b),
        ).to.deep.equal(times(limit, (index) => index + 1));
        expect(await right(contacts.count(ACME))).to.equal(limit);
      }),
    );

    it(
      'makes one contact of many callers that race for a phone, and tells exactly one that it did',
      test(async ({ contacts }) => {
        const results = rights(
          await Promise.all(times(30, () => contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW)())),
        );
        expect(results).to.have.length(30);
        expect(results.filter(({ created }) => created)).to.have.length(1);
        expect(new Set(results.map(({ contact }) => contact.id))).to.deep.equal(new Set([1]));
        expect(await right(contacts.count(ACME))).to.equal(1);
      }),
    );

    it(
      'lets those who race for one phone all have the last free place',
      test(async ({ contacts }) => {
        const results = await Promise.all(times(20, () => contacts.findOrCreate(ACME, newContact(1), 1, NOW)()));
        expect(rights(results)).to.have.length(20);
      }),
    );

    it(
      'keeps accounts apart: phones, ids, counts and limits',
      test(async ({ contacts }) => {
        await right(contacts.findOrCreate(ACME, newContact(1, { firstname: 'A' }), 1, NOW));
        await right(contacts.findOrCreate(ACME, newContact(2), UNLIMITED, NOW));
        const other = await right(contacts.findOrCreate(OTHER, newContact(1, { firstname: 'B' }), 1, NOW));
        expect(other).to.deep.include({ created: true });
        expect(other.contact).to.include({ id: 1, accountId: OTHER, firstname: 'B' });
        await none(contacts.byId(OTHER, contactId(2)));
        await none(contacts.byPhone(OTHER, phone(2)));
        await none(contacts.byId(NOBODY, contactId(1)));
        expect((await right(contactsOf(contacts, OTHER))).items).to.deep.equal([other.contact]);
        expect(await right(contacts.count(ACME))).to.equal(2);
      }),
    );

    contactListContract(open);

    peopleContract(open);

    it(
      'knows nobody by an id of WhatsApp that it was not told',
      test(async ({ contacts }) => {
        await right(contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW));
        for (const waId of [phone(1), '', '0', '{"$gt":""}'])
          expect((await right(contacts.byWaId(ACME, waId))).items).to.deep.equal([]);
      }),
    );

    it('behaves as a plain map of contacts does, whatever is asked of it in whatever order', async () => {
      const account = fc.constantFrom(ACME, OTHER);
      const index = fc.integer({ min: 0, max: 5 });
      const step = fc.record({ account, index, maximum: fc.constantFrom(-1, 0, 2, 4) });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) =>
          on(open)(async ({ contacts }) => {
            const model = new Map<number, Contact[]>([
              [ACME, []],
              [OTHER, []],
            ]);
            let now = NOW;
            for (const { account: owner, index: at, maximum } of steps) {
              now += 1;
              const kept = model.get(owner) ?? [];
              const known = kept.find((contact) => contact.recipient.phone === phone(at));
              const full = maximum !== -1 && kept.length >= maximum;
              const result = await contacts.findOrCreate(owner, newContact(at), maximum, now)();
              if (known === undefined && full) expect(result._tag).to.equal('Left');
              else if (known !== undefined) expect(rights([result])[0]?.contact).to.deep.equal(known);
              else {
                kept.push(madeContact(newContact(at), owner, contactId(kept.length + 1), now));
              }
              expect((await right(contactsOf(contacts, owner))).items).to.deep.equal(kept);
              expect(await right(contacts.count(owner))).to.equal(kept.length);
            }
          })(),
        ),
        { numRuns: 15 },
      );
    });
  });
};
