import { type AccountId } from '../account/account.js';
import { type Contact, type ContactId } from '../contact/contact.js';
import { type PhoneNumber } from '../contact/phone.js';
import { byNumber } from '../contact/recipient.js';
import { isMessageEventType, type MessageEventType } from '../message/message-event.js';
import { type MessageSnapshot } from '../message/message-snapshot.js';
import { type ChatMessageId } from '../message/opened-message.js';
import { type SendFailure } from '../message/send-outcome.js';
import { type Instant, SECOND } from '../time.js';
import { type OutboundEvent } from './event.js';
import { type EventType } from './event-type.js';

/**
 * A made-up event of this type, as a test of an endpoint sends it. The same account and time make the same event, so that
 * its replay has the same body.
 */
export const exampleEvent = (type: EventType, accountId: AccountId, at: Instant): OutboundEvent => {
  const base = { accountId, at };
  if (isMessageEventType(type)) return { ...base, type, message: exampleMessage(type, at) };
  if (type === 'account.attention') return { ...base, type, name: 'Example', health: exampleHealth(at) };
  const contact = exampleContact(accountId, at);
  if (type === 'contact.erased') return { ...base, type, contactId: contact.id };
  return { ...base, type, contact, optedOutAt: type === 'contact.opted_out' ? at : null };
};

const CONTACT = 17 as ContactId;
/** A number that no person has: 555-0123 is kept for fiction. */
const PHONE = '14155550123' as PhoneNumber;

const exampleMessage = (type: MessageEventType, at: Instant): MessageSnapshot => {
  const isSent = type !== 'message.unconfirmed';
  const isRead = type === 'message.read' || type === 'message.played';
  const isDelivered = isRead || type === 'message.delivered';
  return {
    id: 42 as ChatMessageId,
    contactId: CONTACT,
    phone: PHONE,
    userId: null,
    mediaType: type === 'message.played' ? 'audio' : 'image',
    mediaUrl: `https://media.example.com/media/example/${type === 'message.played' ? 'note.ogg' : 'holiday.jpg'}`,
    caption: type === 'message.played' ? null : 'Hi',
    filename: null,
    reference: null,
    state: states[type],
    wamid: isSent ? 'wamid.HBgLMTQxNTU1NTAxMjMVAgARGBI0MkV4YW1wbGUA' : null,
    createdAt: at - 10 * SECOND,
    sentAt: isSent ? at - 9 * SECOND : null,
    deliveredAt: isDelivered ? at - SECOND : null,
    readAt: isRead ? at : null,
    failedAt: type === 'message.failed' ? at : null,
    failure: failures[type] ?? null,
  };
};

const states = {
  'message.sent': 'sent',
  'message.delivered': 'delivered',
  'message.read': 'read',
  'message.played': 'played',
  'message.failed': 'failed',
  'message.unconfirmed': 'unconfirmed',
} as const satisfies Record<MessageEventType, MessageSnapshot['state']>;

const failures: { readonly [Type in MessageEventType]?: SendFailure } = {
  'message.failed': {
    error: 'WhatsApp could not deliver the message (131026).',
    outcome: 'not_sent',
    retryable: false,
    whatsapp: { code: 131026, title: 'Message undeliverable', details: null, fbtraceId: null },
  },
  'message.unconfirmed': {
    error: 'WhatsApp did not answer in time.',
    outcome: 'unknown',
    retryable: false,
    whatsapp: null,
  },
};

const exampleContact = (accountId: AccountId, at: Instant): Contact => ({
  accountId,
  id: CONTACT,
  recipient: byNumber(PHONE),
  otherUserId: null,
  username: null,
  firstname: 'Ann',
  lastname: null,
  email: null,
  country: null,
  assignedTo: null,
  groups: [],
  status: 1,
  source: 1,
  waId: PHONE,
  waIdAt: at,
  userIdAt: null,
  otherUserIdAt: null,
  lastInboundAt: null,
  createdAt: at,
});

const exampleHealth = (at: Instant) => ({
  problems: [{ reason: 'token', since: at, code: 190 }] as const,
  lastSentAt: null,
  lastStatusAt: null,
  refusedSignatures: null,
});
