import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { type Contact } from '../../../src/domain/model/contact/contact.js';
import { createdEvent } from '../../../src/domain/model/contact/contact-event.js';
import { type MessageEvent } from '../../../src/domain/model/message/message-event.js';
import { type Instant } from '../../../src/domain/model/time.js';
import {
  ACME,
  draft,
  left,
  newContact,
  NOW,
  on,
  type Open,
  OTHER,
  outcomeOf,
  recipient,
  right,
  shown,
  times,
} from '../support.js';
import { drain } from './stage.js';
import { written, type WritersStage, type Writers, writtenTypes } from './writers-stage.js';

const UNLIMITED = -1;

/** Which events the port `Contacts` writes: exactly one for each contact that is made. */
export const contactWritersContract = (open: Open<WritersStage>): void => {
  const test = on(open);
  const make = async (
    { contacts }: Writers,
    index: number,
    optedOutAt: Instant | null = null,
    account = ACME,
  ): Promise<Contact> =>
    (await right(contacts.findOrCreate(account, newContact(index), UNLIMITED, NOW + index, optedOutAt))).contact;

  it(
    'tell of a contact that is made, with what its person has said',
    test(async (stage) => {
      const first = await make(stage, 1);
      const second = await make(stage.elsewhere, 2, NOW - 9);
      const theirs = await make(stage, 1, null, OTHER);
      const bare = await right(stage.contacts.findOrCreate(ACME, newContact(3), UNLIMITED, NOW + 3));
      expect(await written(stage)).to.have.deep.members([
        createdEvent(first, null, NOW + 1),
        createdEvent(second, NOW - 9, NOW + 2),
        createdEvent(bare.contact, null, NOW + 3),
      ]);
      expect(await written(stage, OTHER)).to.deep.equal([createdEvent(theirs, null, NOW + 1)]);
    }),
  );

  it(
    'tell of a contact once, where thirty callers make it at once on two nodes',
    test(async (stage) => {
      await Promise.all(
        times(30, (index) =>
          right(
            (index % 2 === 0 ? stage : stage.elsewhere).contacts.findOrCreate(
              ACME,
              newContact(0, { recipient: index % 3 === 0 ? recipient(1, 1) : recipient(1, null) }),
              UNLIMITED,
              NOW + index,
            ),
          ),
        ),
      );
      expect(await writtenTypes(stage)).to.deep.equal(['contact.created']);
    }),
  );

  it(
    'tell of no contact that is found, changed or refused',
    test(async (stage) => {
      const contact = await make(stage, 1);
      await make(stage, 1, NOW);
      const both = newContact(0, { recipient: recipient(1, 1) });
      await right(stage.contacts.findOrCreate(ACME, both, UNLIMITED, NOW, NOW));
      await right(stage.contacts.update(ACME, contact.id, (one) => ({ ...one, firstname: 'Zoë' })));
      await left(stage.contacts.findOrCreate(ACME, newContact(2), 1, NOW));
      expect(await written(stage)).to.deep.equal([createdEvent(contact, null, NOW + 1)]);
    }),
  );

  it(
    'tell of a contact before they tell of its messages, whichever node made which',
    test(async (stage) => {
      let isOver = false;
      const relaying = (async () => {
        for (; !isOver; await setImmediate()) await drain(stage);
      })();
      await Promise.all(
        times(12, async (index) => {
          const [one, other] = index % 2 === 0 ? [stage, stage.elsewhere] : [stage.elsewhere, stage];
          const contact = await make(one, index);
          const message = await right(
            other.messages.open(draft({ contactId: contact.id, recipient: contact.recipient }), UNLIMITED, NOW),
          );
          const outcome = { _tag: 'Accepted', wamid: `wamid.${index}`, shown: shown(), at: NOW + 9 } as const;
          await outcomeOf(other.messages, message, outcome);
        }),
      );
      isOver = true;
      await relaying;
      const all = await written(stage);
      expect(all).to.have.length(24);
      const made = new Set<number>();
      for (const event of all)
        if (event.type === 'contact.created') made.add(event.contact.id);
        else expect(made.has((event as MessageEvent).message.contactId), event.type).to.equal(true);
    }),
  );
};
