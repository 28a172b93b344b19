import { type Contact, madeContact, noDetails } from '../../src/domain/model/contact/contact.js';
import { type Message } from '../../src/domain/model/message/message.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { type Recipient, recipientOf } from '../../src/domain/model/contact/recipient.js';
import { nothingShown, type ShownPerson } from '../../src/domain/model/contact/shown-person.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';

/** The contact of a message, as it was made for it. */
export const contactFor = ({ accountId, contactId, recipient, createdAt }: Message): Contact =>
  madeContact(
    { ...noDetails, recipient: recipient as Recipient, status: 1, source: 1 },
    accountId,
    contactId,
    createdAt,
  );

/** A recipient as it is written; at least one of the two. */
export const recipient = (phone: string | null, userId: string | null = null): Recipient => {
  const made = recipientOf(phone as PhoneNumber | null, userId as UserId | null);
  if (made === null) throw new TypeError('a recipient has a phone or a user id');
  return made;
};

/** What WhatsApp shows of a person. */
export const shown = (more: { readonly [Key in keyof ShownPerson]?: string | null }): ShownPerson => ({
  ...nothingShown,
  ...(more as Partial<ShownPerson>),
});
