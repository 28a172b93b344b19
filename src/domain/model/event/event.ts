import { type AttentionEvent } from '../account/attention.js';
import { type ContactEvent } from '../contact/contact-event.js';
import { type ContactId } from '../contact/contact.js';
import { type MessageEvent } from '../message/message-event.js';
import { type EventId, type EventPlace } from './event-id.js';

/** A change that its account is told of. The code that changes the state also makes the event. */
export type OutboundEvent = MessageEvent | ContactEvent | AttentionEvent;

/** An event that has its place among those of its account. */
export interface LoggedEvent {
  readonly id: EventId;
  readonly event: OutboundEvent;
}

/** The same with its place, where the id alone would have to be read for it. */
export interface PlacedEvent extends LoggedEvent {
  readonly place: EventPlace;
}

/** The contact that an event shows something of; null for one of the account. */
export const contactOfEvent = (event: OutboundEvent): ContactId | null => {
  if ('message' in event) return event.message.contactId;
  if ('contact' in event) return event.contact.id;
  return 'contactId' in event ? event.contactId : null;
};
