import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { type Contacts } from '../../../../src/domain/ports/contacts.js';
import { completeContact } from '../../../../src/domain/use-cases/people/complete-contact.js';
import { right } from '../../../contracts/support.js';
import { recipient } from '../../../support/any-contact.js';
import { memoryContacts } from '../../../support/memory-contacts.js';
import { contactOf } from '../contacts/stage.js';

describe('completing a contact', () => {
  const known = contactOf(1, { recipient: recipient(null, 'US.1') });
  const both = recipient('14155550123', 'US.1');

  it('gives it the id that it lacks', async () => {
    const contacts = memoryContacts([known]);
    expect(await right(completeContact({ contacts }, known, both))).to.deep.equal(
      O.some({ ...known, recipient: both }),
    );
  });

  it('answers the contact with the phone, where that was made meanwhile', async () => {
    const list = [known];
    const memory = memoryContacts(list);
    const contacts: Contacts = {
      ...memory,
      update: (...asked) => {
        list.push(contactOf(2, { recipient: recipient('14155550123') }));
        return memory.update(...asked);
      },
    };
    const found = await right(completeContact({ contacts }, known, both));
    expect(found).to.have.nested.property('value.id', 2);
  });
});
