import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type AttentionEvent } from '../../../../domain/model/account/attention.js';
import { type ContactChanged, type ContactErased } from '../../../../domain/model/contact/contact-event.js';
import { type LoggedEvent, type OutboundEvent } from '../../../../domain/model/event/event.js';
import { type MessageEvent, messageEventTypes } from '../../../../domain/model/message/message-event.js';
import { accountId, contactId, eventId, instant, literals, nullable, strict, unionBy } from '../codecs.js';
import { contactSnapshotRecord } from '../contact.js';
import { healthRecord } from '../health.js';
import { snapshotRecord } from './snapshot.js';

const ofMessage = strict<MessageEvent>('message event', {
  type: literals('message event type', messageEventTypes),
  accountId,
  at: instant,
  message: snapshotRecord,
});

const ofContact = strict<ContactChanged>('contact event', {
  type: literals('contact event type', ['contact.created', 'contact.opted_out', 'contact.opted_in']),
  accountId,
  at: instant,
  contact: contactSnapshotRecord,
  optedOutAt: nullable(instant),
});

const ofErased = strict<ContactErased>('contact erased', {
  type: t.literal('contact.erased'),
  accountId,
  at: instant,
  contactId,
});

const ofAccount = strict<AttentionEvent>('attention', {
  type: t.literal('account.attention'),
  accountId,
  at: instant,
  name: t.string,
  health: healthRecord,
});

/** An event as a store keeps it. Which fields it has depends on its type. */
export const eventRecord = unionBy<OutboundEvent, 'type'>('event', 'type', {
  'message.sent': ofMessage,
  'message.delivered': ofMessage,
  'message.read': ofMessage,
  'message.played': ofMessage,
  'message.failed': ofMessage,
  'message.unconfirmed': ofMessage,
  'contact.created': ofContact,
  'contact.opted_out': ofContact,
  'contact.opted_in': ofContact,
  'contact.erased': ofErased,
  'account.attention': ofAccount,
});

const withId = t.type({ id: eventId });

/** An event with its id, which stands beside the other fields. */
export const loggedEventRecord = new t.Type<LoggedEvent, unknown>(
  'logged event',
  (value): value is LoggedEvent => logged.is(value),
  (value, context) => {
    const event = eventRecord.validate(value, context);
    const id = withId.validate(value, context);
    if (E.isLeft(event)) return E.isLeft(id) ? t.failures([...event.left, ...id.left]) : event;
    return E.isLeft(id) ? id : t.success({ id: id.right.id, event: event.right });
  },
  ({ id, event }) => ({ ...(eventRecord.encode(event) as object), id }),
);

const logged = t.type({ id: eventId, event: eventRecord });
