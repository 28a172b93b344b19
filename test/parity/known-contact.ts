import { type Account } from '../../src/domain/model/account/account.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { byNumber, type Recipient } from '../../src/domain/model/contact/recipient.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { type PostcardWorld } from '../support/postcard-world.js';

/** Makes a contact, that of the cases' phone where no other is named. */
export const knownContact = async (
  { stores }: PostcardWorld,
  { id }: Pick<Account, 'id'>,
  recipient: Recipient = byNumber('14155550123' as PhoneNumber),
): Promise<ContactId> => {
  const details = {
    firstname: 'Zoë',
    lastname: null,
    email: null,
    country: null,
    assignedTo: null,
    groups: [],
    status: 1,
    source: 1,
  };
  const made = await orThrow(stores.contacts.findOrCreate(id, { recipient, ...details }, -1, stores.clock.now()));
  return made.contact.id;
};
