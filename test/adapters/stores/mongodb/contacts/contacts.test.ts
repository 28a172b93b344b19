import { expect } from 'chai';
import { nameOfOffset } from '../../../../../src/adapters/stores/mongodb/contacts/contact-offsets.js';
import { UNLIMITED } from '../../../../../src/domain/model/account/account.js';
import { contactsContract } from '../../../../contracts/contacts.js';
import { ACME, left, newContact, NOW, on, OTHER, right, times } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh, openPatiently, writesIn } from '../fresh.js';

withMongodb(() => {
  contactsContract('MongoDB', async () => {
    const { database, contacts, url, close } = await openFresh();
    const more = [await openPatiently(url), await openPatiently(url)] as const;
    return {
      contacts,
      nodes: [contacts, more[0].contacts, more[1].contacts],
      writes: writesIn(database, 'contacts'),
      close: async () => {
        for (const node of more) await node.close();
        await close();
      },
    };
  });

  describe('contacts in MongoDB whose ids a restore has raised', () => {
    it(
      'get ids above their ordinals, and limits count as before',
      on(() => openFresh())(async ({ database, contacts }) => {
        const find = (index: number, maximum: number) => contacts.findOrCreate(ACME, newContact(index), maximum, NOW);
        const counters = database.collection('counters');
        await counters.insertOne({ _id: nameOfOffset(ACME), last: 999_999 });
        const made = await Promise.all(times(5, (index) => right(find(index, 5))));
        expect(made.map(({ contact }) => Number(contact.id)).sort((a, b) => a - b)).to.deep.equal(
          times(5, (index) => 1_000_000 + index),
        );
        expect(await left(find(9, 5))).to.include({ current: 5, maximum: 5 });
        expect(await right(contacts.count(ACME))).to.equal(5);
        const other = await right(contacts.findOrCreate(OTHER, newContact(1), UNLIMITED, NOW));
        expect(other.contact.id).to.equal(1);
      }),
    );
  });
});
