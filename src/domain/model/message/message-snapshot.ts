import { type ContactId } from '../contact/contact.js';
import { type PhoneNumber } from '../contact/phone.js';
import { type UserId } from '../contact/user-id.js';
import { type MediaType } from '../media/media-rules.js';
import { erasedFailure } from './erased-failure.js';
import { failureOf, type Message, wamidOf } from './message.js';
import { type MessageState } from './message-state.js';
import { type ChatMessageId } from './opened-message.js';
import { type SendFailure } from './send-outcome.js';
import { stepTimes } from './step-times.js';
import { type Instant } from '../time.js';

/** What an account is shown of a message: the same fields in every state. */
export interface MessageSnapshot {
  readonly id: ChatMessageId;
  readonly contactId: ContactId;
  /** Null where the message went to a user id, and after erasing. */
  readonly phone: PhoneNumber | null;
  readonly userId: UserId | null;
  readonly mediaType: MediaType;
  /** Null after erasing. */
  readonly mediaUrl: string | null;
  readonly caption: string | null;
  readonly filename: string | null;
  readonly reference: string | null;
  readonly state: MessageState;
  readonly wamid: string | null;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant | null;
  readonly failedAt: Instant | null;
  readonly failure: SendFailure | null;
}

export const snapshotOf = (message: Message): MessageSnapshot => ({
  id: message.id,
  contactId: message.contactId,
  phone: message.recipient.phone,
  userId: message.recipient.userId,
  mediaType: message.mediaType,
  mediaUrl: message.mediaUrl,
  caption: message.caption,
  filename: message.filename,
  reference: message.reference,
  state: message.state,
  wamid: wamidOf(message),
  createdAt: message.createdAt,
  ...stepTimes(message),
  failure: failureOf(message),
});

/** A snapshot without what erasing takes from a message (SPEC 5). */
export const erasedSnapshot = (snapshot: MessageSnapshot): MessageSnapshot => ({
  ...snapshot,
  phone: null,
  userId: null,
  mediaUrl: null,
  caption: null,
  filename: null,
  reference: null,
  wamid: null,
  failure: snapshot.failure === null ? null : erasedFailure(snapshot.failure, snapshot),
});
