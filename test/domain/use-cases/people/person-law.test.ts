import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Contact } from '../../../../src/domain/model/contact/contact.js';
import { learntFromOutcome, learntFromReport } from '../../../../src/domain/model/message/learnt-contact.js';
import { type Messages } from '../../../../src/domain/ports/messages.js';
import { type Recipient } from '../../../../src/domain/model/contact/recipient.js';
import { personLaw } from '../../../contracts/person-law.js';
import { happyPorts } from '../../../support/happy-ports.js';
import { memoryConsents } from '../../../support/memory-consents.js';
import { memoryContacts } from '../../../support/memory-contacts.js';

/** Messages in memory whose contacts learn from answers and statuses. */
const learningMessages = (contacts: ReturnType<typeof memoryContacts>): Messages => {
  const { ports, happened } = happyPorts();
  const contactOf = async (id: Contact['id'], change: (contact: Contact) => Contact): Promise<Contact> => {
    const found = await contacts.update(ports.accounts as never, id, change)();
    if (found._tag === 'Left' || O.isNone(found.right)) throw new TypeError('the message has no contact');
    return found.right.value;
  };
  return {
    ...ports.messages,
    settle: (ref, outcome, contact, entries) => async () => {
      const settled = await ports.messages.settle(ref, outcome, contact, entries)();
      if (outcome._tag !== 'Accepted' || settled._tag === 'Left') return settled;
      await contactOf(contact.id, learntFromOutcome(outcome));
      return settled;
    },
    recordStatus:
      (_account, { wamid, shown, at }) =>
      async () => {
        const message = happened.messages.find((one) => 'wamid' in one && one.wamid === wamid);
        if (message === undefined) return { _tag: 'Right', right: { events: [], reached: null } };
        const contact = await contactOf(message.contactId, learntFromReport({ shown, at }));
        return {
          _tag: 'Right',
          right: { events: [], reached: { recipient: message.recipient as Recipient, contact } },
        };
      },
    byKey: () => TE.right(O.none),
  };
};

personLaw(
  'memory',
  () => {
    const contacts = memoryContacts([]);
    const stage = { contacts, consents: memoryConsents(new Map()), messages: learningMessages(contacts) };
    return Promise.resolve({ ...stage, close: () => Promise.resolve() });
  },
  300,
);
