import { maskPhoneNumber, type PhoneNumber } from './phone.js';
import { maskUserId, type UserId } from './user-id.js';

/** A person by their number. */
export interface ByNumber {
  readonly phone: PhoneNumber;
  readonly userId: null;
}

/** A person by their user id, whose number is not known. */
interface ByUserId {
  readonly phone: null;
  readonly userId: UserId;
}

/** A person by both. A message goes to the number (SPEC 1.1). */
interface ByBoth {
  readonly phone: PhoneNumber;
  readonly userId: UserId;
}

/** Who a message goes to. */
export type Recipient = ByNumber | ByUserId | ByBoth;

/** Nobody any more: what erasing leaves of a recipient (SPEC 5). */
export interface Erased {
  readonly phone: null;
  readonly userId: null;
}

export const erased: Erased = { phone: null, userId: null };

/** Whether a recipient was erased. */
export const isErased = (recipient: Recipient | Erased): recipient is Erased =>
  recipient.phone === null && recipient.userId === null;

export const byNumber = (phone: PhoneNumber): ByNumber => ({ phone, userId: null });

/** The recipient with these ids; null without any. */
export const recipientOf = (phone: PhoneNumber | null, userId: UserId | null): Recipient | null => {
  if (phone !== null) return userId === null ? byNumber(phone) : { phone, userId };
  return userId === null ? null : { phone: null, userId };
};

/** The one id that a message to a recipient goes to: the number, if there is one. */
export const addressOf = (recipient: Recipient): Recipient =>
  recipient.phone === null ? recipient : byNumber(recipient.phone);

/** A recipient with what it lacks of another. */
export const completed = (recipient: Recipient, { phone, userId }: Recipient): Recipient =>
  recipientOf(recipient.phone ?? phone, recipient.userId ?? userId) ?? recipient;

/** What a log may show of the id that a message goes to. */
export const maskRecipient = ({ phone, userId }: Recipient): string =>
  phone === null ? maskUserId(userId) : maskPhoneNumber(phone);
