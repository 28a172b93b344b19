import { type ContactId } from '../contact/contact.js';
import { type PhoneNumber } from '../contact/phone.js';
import { type UserId } from '../contact/user-id.js';
import { type Account } from '../account/account.js';
import { type Rule } from '../field-rules.js';
import { type Hmac } from '../hmac.js';
import { type CursorScope, placeRule, signedPlace } from '../list-cursor.js';
import { type MediaType } from '../media/media-rules.js';
import { type ChatMessageId } from './opened-message.js';
import { type Message, wamidOf } from './message.js';
import { type MessageState } from './message-state.js';
import { type Instant } from '../time.js';

/** Which messages of an account to list. A condition that is null does not apply. */
export interface MessageFilter {
  readonly state: MessageState | null;
  readonly contactId: ContactId | null;
  readonly mediaType: MediaType | null;
  /** The phone and the user id that the send was given. */
  readonly phone: PhoneNumber | null;
  readonly userId: UserId | null;
  /** WhatsApp's id. */
  readonly wamid: string | null;
  readonly reference: string | null;
  /** Of `createdAt`; included. */
  readonly since: Instant | null;
  /** Of `createdAt`; excluded. */
  readonly until: Instant | null;
}

/** The place of a message among all those of its account. */
export interface MessagePosition {
  readonly createdAt: Instant;
  readonly id: ChatMessageId;
}

export interface MessagePage {
  readonly messages: readonly Message[];
  /** The position after which the next page starts; null on the last page. */
  readonly next: MessagePosition | null;
}

export const positionOf = ({ createdAt, id }: MessagePosition): MessagePosition => ({ createdAt, id });

/** Whether a message fits a filter. */
export const fitsFilter = (
  { state, contactId, mediaType, phone, userId, wamid, reference, since, until }: MessageFilter,
  message: Message,
): boolean =>
  (state === null || message.state === state) &&
  (contactId === null || message.contactId === contactId) &&
  (mediaType === null || message.mediaType === mediaType) &&
  (phone === null || message.recipient.phone === phone) &&
  (userId === null || message.recipient.userId === userId) &&
  (wamid === null || wamidOf(message) === wamid) &&
  (reference === null || message.reference === reference) &&
  (since === null || message.createdAt >= since) &&
  (until === null || message.createdAt < until);

/** Whether a message comes after a position in a list; after null, each does. */
export const isBehind = ({ createdAt, id }: MessagePosition, after: MessagePosition | null): boolean =>
  after === null || createdAt < after.createdAt || (createdAt === after.createdAt && id < after.id);

/** Whose cursor of a list of messages it is. */
export const messageCursors = ({ hmac }: { readonly hmac: Hmac }, account: Account): CursorScope => ({
  hmac,
  account,
  list: 'messages',
});

/** A position as a cursor. */
export const cursorOf = (scope: CursorScope, { createdAt, id }: MessagePosition): string =>
  signedPlace(scope, `${createdAt.toString(36)}.${id.toString(36)}`);

/** Reads a cursor. */
export const positionRule = (scope: CursorScope): Rule<MessagePosition> =>
  placeRule(scope, (place) => {
    const [createdAt = Number.NaN, id = Number.NaN] = place.split('.').map((part) => parseInt(part, 36));
    return Number.isSafeInteger(createdAt) && Number.isSafeInteger(id) ? { createdAt, id: id as ChatMessageId } : null;
  });
