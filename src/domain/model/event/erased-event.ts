import { erasedContactSnapshot } from '../contact/contact-snapshot.js';
import { isErased } from '../contact/recipient.js';
import { erasedSnapshot } from '../message/message-snapshot.js';
import { type OutboundEvent } from './event.js';

/**
 * An event without what erasing takes from its data (SPEC 5). Its type and its times stay; its id and its place stand
 * beside it. The same value if it shows nothing of a person.
 */
export const withoutPerson = (event: OutboundEvent): OutboundEvent => {
  if ('message' in event)
    return event.message.mediaUrl === null ? event : { ...event, message: erasedSnapshot(event.message) };
  if ('contact' in event)
    return isErased(event.contact.recipient) ? event : { ...event, contact: erasedContactSnapshot(event.contact) };
  return event;
};
