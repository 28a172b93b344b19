import { contactEventTypes, type ContactEventType } from '../contact/contact-event.js';
import { messageEventTypes, type MessageEventType } from '../message/message-event.js';

/** Every event that an account is told of (SPEC 5.1). A closed list. */
export const eventTypes = [...messageEventTypes, ...contactEventTypes, 'account.attention'] as const;
export type EventType = MessageEventType | ContactEventType | 'account.attention';

export const isEventType = (text: string): text is EventType => (eventTypes as readonly string[]).includes(text);

/** Whether events of this type show a person, so that reading them needs `contacts:read` too. */
export const isContactEventType = (type: EventType): type is ContactEventType =>
  (contactEventTypes as readonly string[]).includes(type);
