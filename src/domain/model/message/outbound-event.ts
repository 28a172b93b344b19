import { type Contact, hasOptedOut } from '../contact/contact.js';
import { type Message } from './message.js';
import { type MessageState } from './message-state.js';
import { type Instant } from '../time.js';

/** What became of a message, as its account will be told. */
export interface MessageEvent {
  readonly type: 'message.sent' | 'message.delivered' | 'message.read' | 'message.failed';
  readonly at: Instant;
  /** The message right after the change. */
  readonly message: Message;
}

/** What became of a contact, as its account will be told. */
export interface ContactEvent {
  readonly type: 'contact.opted_out' | 'contact.opted_in';
  readonly at: Instant;
  /** The contact right after the change. */
  readonly contact: Contact;
}

/** A change that an account is told of: made where the state changes, by whoever makes the change. */
export type OutboundEvent = MessageEvent | ContactEvent;

/** What each state is told as; null where there is nothing to tell. Who plays a voice clip has read it. */
const toldAs = {
  pending: null,
  unconfirmed: null,
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  played: 'message.read',
  failed: 'message.failed',
} as const satisfies Record<MessageState, MessageEvent['type'] | null>;

/** The event of a message's change; null where its state did not change, or not in a way that is told. */
export const messageEvent = (before: Message, after: Message, at: Instant): MessageEvent | null => {
  const type = toldAs[after.state];
  return type === null || type === toldAs[before.state] ? null : { type, at, message: after };
};

/** The event of a contact that has just opted out or in. */
export const consentEvent = (contact: Contact, at: Instant): ContactEvent => ({
  type: hasOptedOut(contact) ? 'contact.opted_out' : 'contact.opted_in',
  at,
  contact,
});
