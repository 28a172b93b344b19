import { type Contact } from '../contact/contact.js';
import { type Message } from './message.js';
import { type MessageState } from './message-state.js';
import { type Instant } from '../time.js';

/** A change of a message, to be delivered to its account. */
export interface MessageEvent {
  readonly type: 'message.sent' | 'message.delivered' | 'message.read' | 'message.failed';
  readonly at: Instant;
  /** The message right after the change. */
  readonly message: Message;
}

/** A change of a contact, to be delivered to its account. */
export interface ContactEvent {
  readonly type: 'contact.opted_out' | 'contact.opted_in';
  readonly at: Instant;
  readonly contact: Contact;
  /** Since when the contact has opted out; null: it has opted in. */
  readonly optedOutAt: Instant | null;
}

/** A change that is reported to an account. The code that changes the state also makes the event. */
export type OutboundEvent = MessageEvent | ContactEvent;

/** The event of each state; null for a state without one. A voice clip that was played counts as read. */
const eventOf = {
  pending: null,
  unconfirmed: null,
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  played: 'message.read',
  failed: 'message.failed',
} as const satisfies Record<MessageState, MessageEvent['type'] | null>;

/** The event of a message's change; null if its state did not change, or the new state has the same event or none. */
export const messageEvent = (before: Message, after: Message, at: Instant): MessageEvent | null => {
  const type = eventOf[after.state];
  return type === null || type === eventOf[before.state] ? null : { type, at, message: after };
};

/** The event of a contact that has just opted out or in. */
export const consentEvent = (contact: Contact, optedOutAt: Instant | null, at: Instant): ContactEvent => ({
  type: optedOutAt === null ? 'contact.opted_in' : 'contact.opted_out',
  at,
  contact,
  optedOutAt,
});
