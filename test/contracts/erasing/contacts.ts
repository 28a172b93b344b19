import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { contactErasedEvent } from '../../../src/domain/model/contact/contact-event.js';
import { contactId, ACME, NOBODY, none, NOW, OTHER, right, times, whole } from '../support.js';
import { written, writtenTypes } from '../events/writers-stage.js';
import { contactsOf } from '../../support/list-contacts.js';
import { detailsOf, makePerson, person, type Test, UNLIMITED } from './stage.js';

/** What the port `Erasing` promises of a contact itself. */
export const erasedContactLaws = (test: Test): void => {
  it(
    'an erased contact is none for every function, and still counts',
    test(async ({ erasing, contacts, elsewhere }) => {
      const who = person(1);
      const contact = await makePerson({ contacts }, who);
      const other = await makePerson({ contacts }, person(2));
      expect(await right(erasing.contact(ACME, contact.id, NOW))).to.equal(true);
      for (const ports of [contacts, elsewhere.contacts]) {
        await none(ports.byId(ACME, contact.id));
        await none(ports.byPhone(ACME, who.phone));
        await none(ports.byUserId(ACME, who.userId));
        expect(await whole(ports.byWaId(ACME, who.waId))).to.deep.equal([]);
        expect(await whole(contactsOf(ports, ACME))).to.deep.equal([other]);
        expect(await whole(ports.list(ACME, { group: 1 }, null, 10))).to.deep.equal([other]);
        expect(await right(ports.count(ACME))).to.equal(2);
        await none(ports.update(ACME, contact.id, (one) => ({ ...one, firstname: 'Eve' })));
      }
    }),
  );

  it(
    'erasing it again, or one that is not there, says false and writes nothing',
    test(async ({ erasing, contacts, events }) => {
      const contact = await makePerson({ contacts }, person(1));
      for (const [account, id] of [
        [ACME, contactId(99)],
        [OTHER, contact.id],
        [NOBODY, contact.id],
      ] as const)
        expect(await right(erasing.contact(account, id, NOW))).to.equal(false);
      expect(await right(erasing.contact(ACME, contact.id, NOW + 1))).to.equal(true);
      expect(await right(erasing.contact(ACME, contact.id, NOW + 2))).to.equal(false);
      expect(await writtenTypes({ events })).to.deep.equal(['contact.created', 'contact.erased']);
      expect((await right(erasing.noted)).items).to.deep.equal([
        { accountId: ACME, contactId: contact.id, at: NOW + 1 },
      ]);
    }),
  );

  it(
    'thirty callers at once on two nodes erase it once, with one event that shows its id alone',
    test(async ({ erasing, contacts, events, elsewhere }) => {
      const contact = await makePerson({ contacts }, person(1));
      const answers = await Promise.all(
        times(30, (index) => right((index % 2 === 0 ? erasing : elsewhere.erasing).contact(ACME, contact.id, NOW + 1))),
      );
      expect(answers.filter((erased) => erased)).to.have.length(1);
      expect((await written({ events })).filter(({ type }) => type === 'contact.erased')).to.deep.equal([
        contactErasedEvent(contact, NOW + 1),
      ]);
    }),
  );

  it(
    'the same person is a new contact afterwards, with the next id',
    test(async ({ erasing, contacts }) => {
      const who = person(1);
      const first = await makePerson({ contacts }, who);
      await right(erasing.contact(ACME, first.id, NOW));
      const { contact, created } = await right(contacts.findOrCreate(ACME, detailsOf(who), 2, NOW + 1));
      expect([created, contact.id]).to.deep.equal([true, first.id + 1]);
      expect(await right(contacts.byPhone(ACME, who.phone))).to.deep.equal(O.some(contact));
      expect(await right(contacts.byUserId(ACME, who.userId))).to.deep.equal(O.some(contact));
      expect(await whole(contactsOf(contacts, ACME))).to.deep.equal([contact]);
      const full = await contacts.findOrCreate(ACME, detailsOf(person(3)), 2, NOW)();
      expect(full).to.deep.include({ _tag: 'Left' });
    }),
  );

  it(
    'whoever finds or makes the contact while it is erased has the old one or a new one, whole',
    test(async ({ erasing, contacts, elsewhere }) => {
      for (const index of times(8, (at) => at)) {
        const who = person(index);
        const { id } = await makePerson({ contacts }, who);
        const [found] = await Promise.all([
          right(elsewhere.contacts.findOrCreate(ACME, detailsOf(who), UNLIMITED, NOW)),
          right(erasing.contact(ACME, id, NOW)),
        ]);
        expect(found.created).to.equal(found.contact.id !== id);
        await none(contacts.byId(ACME, id));
        const now = await right(contacts.byPhone(ACME, who.phone));
        expect(now).to.deep.equal(found.created ? O.some(found.contact) : O.none);
      }
    }),
  );

  it(
    'lists of whole pages pass over those who were erased among them',
    test(async ({ erasing, contacts }) => {
      for (const index of times(12, (at) => at)) {
        const { id } = await makePerson({ contacts }, person(index));
        if (index % 4 !== 0) await right(erasing.contact(ACME, id, NOW));
      }
      const first = await right(contacts.list(ACME, { group: null }, null, 2));
      expect(first.items.map(({ id }) => Number(id))).to.deep.equal([9, 5]);
      const rest = await right(contacts.list(ACME, { group: null }, first.next, 2));
      expect(rest.items.map(({ id }) => Number(id))).to.deep.equal([1]);
      expect(rest.next).to.equal(null);
    }),
  );

  it(
    'a note stays until it is dropped, and those of other accounts beside it',
    test(async ({ erasing, contacts, elsewhere }) => {
      const made = [
        await makePerson({ contacts }, person(1)),
        await makePerson({ contacts }, person(2), OTHER),
        await makePerson({ contacts }, person(3)),
      ];
      for (const [index, { accountId, id }] of made.entries())
        await right(erasing.contact(accountId, id, NOW + 10 - index));
      const noted = await whole(elsewhere.erasing.noted);
      expect(noted.map(({ at }) => at)).to.deep.equal([NOW + 8, NOW + 9, NOW + 10]);
      for (const erasure of noted.slice(0, 2)) await right(elsewhere.erasing.forget(erasure));
      expect(await whole(erasing.noted)).to.deep.equal(noted.slice(2));
      for (const erasure of noted) await right(erasing.forget(erasure));
      expect(await whole(erasing.noted)).to.deep.equal([]);
      expect(await right(erasing.contact(made[0]?.accountId ?? ACME, contactId(1), NOW))).to.equal(false);
    }),
  );
};
