import { type Contact } from './contact.js';
import { type Recipient, recipientOf } from './recipient.js';

/** Which ids of a contact another contact has. */
export interface TakenIds {
  readonly phone: boolean;
  readonly userId: boolean;
}

export const noneTaken: TakenIds = { phone: false, userId: false };

/** What a change makes of a contact, but for the ids that another contact has. The same value if nothing is left of it. */
export const changedTo = (before: Contact, wanted: Contact, taken: TakenIds): Contact => {
  if (wanted === before || (!taken.phone && !taken.userId)) return wanted;
  const { phone, userId } = taken.phone
    ? { phone: before.recipient.phone, userId: wanted.recipient.userId }
    : wanted.recipient;
  const recipient = recipientOf(phone, taken.userId ? before.recipient.userId : userId) ?? before.recipient;
  const after = { ...wanted, recipient, userIdAt: taken.userId ? before.userIdAt : wanted.userIdAt };
  return isSame(before, after) ? before : after;
};

const hasSameIds = (one: Recipient, other: Recipient): boolean =>
  one.phone === other.phone && one.userId === other.userId;

const isSame = (before: Contact, after: Contact): boolean =>
  hasSameIds(before.recipient, after.recipient) &&
  (Object.keys(after) as (keyof Contact)[]).every((field) => field === 'recipient' || before[field] === after[field]);
