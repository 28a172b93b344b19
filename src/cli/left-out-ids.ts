import { type Contact } from '../domain/model/contact/contact.js';
import { isSameNumber } from '../domain/model/contact/phone.js';
import { type Recipient } from '../domain/model/contact/recipient.js';

/**
 * A sentence for each id that was given for a contact and that the contact did not get: it has another one, or another
 * contact has this one. A store changes no id that a contact has, and takes none from another contact.
 */
export const leftOutIds = (given: Recipient, { id, recipient }: Pick<Contact, 'id' | 'recipient'>): string[] => [
  ...(given.phone === null || (recipient.phone !== null && isSameNumber(given.phone, recipient.phone))
    ? []
    : [leftOut('phone', id, recipient.phone)]),
  ...(given.userId === null || given.userId === recipient.userId ? [] : [leftOut('user_id', id, recipient.userId)]),
];

const leftOut = (field: string, id: number, own: string | null): string =>
  own === null
    ? `Contact ${id} did not get this ${field}: another contact has it.`
    : `Contact ${id} did not get this ${field}: it keeps its own, ${own}.`;
