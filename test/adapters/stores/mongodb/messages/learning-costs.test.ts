import { expect } from 'chai';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { mongodbMessages } from '../../../../../src/adapters/stores/mongodb/messages/messages.js';
import { type Contact } from '../../../../../src/domain/model/contact/contact.js';
import { type ShownPerson } from '../../../../../src/domain/model/contact/shown-person.js';
import { type Message } from '../../../../../src/domain/model/message/message.js';
import { refOf } from '../../../../../src/domain/model/message/opened-message.js';
import { noService } from '../../../../../src/domain/model/service-time.js';
import { type Messages } from '../../../../../src/domain/ports/messages.js';
import { ACME, draft, newContact, NOW, on, phone, right, shown, userId, some } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

/** The same database; `count` is called at each step. */
const counting = (database: Database, count: () => void): Database => ({
  ...database,
  within: (work, ...patience) => {
    count();
    return database.within(work, ...patience);
  },
});

withMongodb(() => {
  describe('what people’s ids cost in steps of the database', () => {
    it(
      'is nothing for an answer that shows what is known, and one read for a status',
      on(() => openFresh())(async ({ database, contacts }) => {
        let steps = 0;
        const messages: Messages = mongodbMessages(
          counting(database, () => (steps += 1)),
          () => noService,
          () => undefined,
        );
        const costOf = async <A>(work: () => Promise<A>): Promise<readonly [A, number]> => {
          const before = steps;
          return [await work(), steps - before];
        };
        const { contact } = await right(contacts.findOrCreate(ACME, newContact(1), -1, NOW));
        const open = () => right(messages.open(draft({ contactId: contact.id }), -1, NOW));
        const settle = (message: Message, known: Contact, person: ShownPerson) =>
          costOf(() =>
            right(
              messages.settle(
                refOf(message),
                { _tag: 'Accepted', wamid: `w${message.id}`, shown: person, at: NOW },
                known,
                [],
              ),
            ),
          );
        const report = (wamid: string, person: ShownPerson) =>
          costOf(() =>
            right(messages.recordStatus(ACME, { wamid, mark: null, shown: person, status: 'read', at: NOW }, NOW)),
          );

        const person = shown({ waId: phone(1), userId: userId(1) });
        const [, plain] = await settle(await open(), contact, shown());
        const first = await open();
        const [, learning] = await settle(first, contact, person);
        const learnt = await some(contacts.byId(contact.accountId, contact.id));
        expect(learning - plain).to.equal(2);
        const second = await open();
        expect((await settle(second, learnt, person))[1]).to.equal(plain);

        const [, byNumber] = await report(`w${first.id}`, shown({ waId: phone(1) }));
        const [, byBoth] = await report(`w${second.id}`, person);
        expect(byBoth - byNumber).to.equal(1);
        const [, again] = await report(`w${second.id}`, person);
        expect(again - byBoth).to.be.at.most(0);
      }),
    );
  });
});
