import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Contact, withGivenIds } from '../../../../domain/model/contact/contact.js';
import { type Recipient } from '../../../../domain/model/contact/recipient.js';
import { changeContact } from './change-contact.js';
import { type ContactDocuments } from './contact-documents.js';

/** The contact of a recipient, with what it lacked of the recipient's ids; null if there is none. */
export const findContact = async (
  contacts: ContactDocuments,
  account: AccountId,
  recipient: Recipient,
): Promise<Contact | null> => {
  const { phone, userId } = recipient;
  const kept = (await contacts.byPhone(account, phone)) ?? (await contacts.byUserId(account, userId));
  if (kept === null) return null;
  const contact = await changeContact(contacts, kept, (found) => withGivenIds(found, recipient));
  // It was erased, or another contact has got the phone, since it was looked for. The recipient's contact is another one.
  const isOther = contact === null || (phone !== null && contact.recipient.phone === null);
  return isOther ? findContact(contacts, account, recipient) : contact;
};
