import { expect } from 'chai';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { mongodbContacts } from '../../../../../src/adapters/stores/mongodb/contacts/contacts.js';
import { mongodbConsents } from '../../../../../src/adapters/stores/mongodb/contacts/consent-records.js';
import { mongodbMessages } from '../../../../../src/adapters/stores/mongodb/messages/messages.js';
import { noService } from '../../../../../src/domain/model/service-time.js';
import { hash } from '../../../../contracts/consents/joins.js';
import { ACME, draft, newContact, NOW, on, outcomeOf, right, shown } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

withMongodb(() => {
  describe('what events cost in steps of the database', () => {
    it(
      'is nothing in a request: those of a send and of a word are as many as without them',
      on(() => openFresh())(async ({ database }) => {
        let steps = 0;
        const counting: Database = { ...database, within: (...work) => ((steps += 1), database.within(...work)) };
        let told = 0;
        const tell = (): void => void (told += 1);
        const messages = mongodbMessages(counting, () => noService, tell);
        const contacts = mongodbContacts(counting, tell);
        const consents = mongodbConsents(counting, tell);
        const costOf = async (work: () => Promise<unknown>): Promise<number> => {
          const before = steps;
          await work();
          return steps - before;
        };

        const create = (index: number) => right(contacts.findOrCreate(ACME, newContact(index), -1, NOW));
        await create(1);
        expect(await costOf(() => create(2))).to.equal(3);
        const { contact } = await right(contacts.findOrCreate(ACME, newContact(2), -1, NOW));
        let message = await right(messages.open(draft({ contactId: contact.id }), -1, NOW));
        expect(
          await costOf(async () => (message = await right(messages.open(draft({ contactId: contact.id }), -1, NOW)))),
        ).to.equal(3);
        const accepted = { _tag: 'Accepted', wamid: 'w', shown: shown(), at: NOW } as const;
        expect(await costOf(() => outcomeOf(messages, message, accepted))).to.equal(3);
        const own = [hash(1), hash(2)];
        const concerned = { contacts: [{ contact, own }], at: NOW };
        expect(await costOf(() => right(consents.record(ACME, own, { optedOut: true, at: NOW }, concerned)))).to.equal(
          3,
        );
        // Of two contacts, one message and one word.
        expect(told).to.equal(4);
      }),
    );
  });
});
