import fc from 'fast-check';
import { problemReasons } from '../../src/domain/model/account/health.js';
import { type Contact } from '../../src/domain/model/contact/contact.js';
import { type LoggedEvent, type OutboundEvent } from '../../src/domain/model/event/event.js';
import { eventIdAt, type EventPlace } from '../../src/domain/model/event/event-id.js';
import { messageEventTypes } from '../../src/domain/model/message/message-event.js';
import { erasedSnapshot, snapshotOf } from '../../src/domain/model/message/message-snapshot.js';
import { type Instant } from '../../src/domain/model/time.js';
import { ACME, contactId, newContact, NOW, recipient } from '../contracts/support.js';
import { contactFor } from './any-contact.js';
import { anyMessage } from './any-message.js';

export const anyInstant: fc.Arbitrary<Instant> = fc.integer({ min: NOW - 1e9, max: NOW + 1e9 });
const orNull = <A>(some: fc.Arbitrary<A>): fc.Arbitrary<A | null> => fc.option(some, { nil: null });

const anyMessageEvent: fc.Arbitrary<OutboundEvent> = fc
  .record({ message: anyMessage, type: fc.constantFrom(...messageEventTypes), at: anyInstant, isErased: fc.boolean() })
  .map(({ message, type, at, isErased }) => {
    const snapshot = snapshotOf(message);
    return { type, accountId: message.accountId, at, message: isErased ? erasedSnapshot(snapshot) : snapshot };
  });

const anyContact: fc.Arbitrary<Contact> = fc
  .record({
    message: anyMessage,
    to: fc.constantFrom(recipient(1, null), recipient(null, 1), recipient(1, 1)),
    username: orNull(fc.string()),
    firstname: orNull(fc.string({ unit: 'grapheme' })),
    waId: orNull(fc.constant('14155550001')),
    waIdAt: orNull(anyInstant),
    groups: fc.array(fc.integer({ min: 1, max: 9 })),
  })
  .map(({ message, to, ...more }) => ({ ...contactFor(message), ...newContact(1, { recipient: to }), ...more }));

const anyContactEvent: fc.Arbitrary<OutboundEvent> = fc
  .record({
    contact: anyContact,
    type: fc.constantFrom('contact.created' as const, 'contact.opted_out' as const, 'contact.opted_in' as const),
    at: anyInstant,
    optedOutAt: orNull(anyInstant),
  })
  .map((event) => ({ ...event, accountId: event.contact.accountId }));

const anyErasedEvent: fc.Arbitrary<OutboundEvent> = fc
  .record({ id: fc.integer({ min: 1 }), at: anyInstant })
  .map(({ id, at }) => ({ type: 'contact.erased', accountId: ACME, at, contactId: contactId(id) }));

const anyAttentionEvent: fc.Arbitrary<OutboundEvent> = fc
  .record({
    at: anyInstant,
    name: fc.string(),
    health: fc.record({
      problems: fc.array(
        fc.record({ reason: fc.constantFrom(...problemReasons), since: anyInstant, code: orNull(fc.integer()) }),
        { maxLength: 5 },
      ),
      lastSentAt: orNull(anyInstant),
      lastStatusAt: orNull(anyInstant),
      refusedSignatures: orNull(fc.record({ since: anyInstant, count: fc.integer({ min: 1 }) })),
    }),
  })
  .map((event) => ({ ...event, type: 'account.attention', accountId: ACME }));

/** Any event, also one whose contact was erased. */
export const anyEvent: fc.Arbitrary<OutboundEvent> = fc.oneof(
  anyMessageEvent,
  anyContactEvent,
  anyErasedEvent,
  anyAttentionEvent,
);

const base64url = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

/** Random text as the port for random keys gives it. */
export const anyRandom: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...base64url), { minLength: 43, maxLength: 43 })
  .map((letters) => letters.join(''));

export const anyEventId = fc
  .record({ place: fc.maxSafeNat(), random: anyRandom })
  .map(({ place, random }) => eventIdAt(place as EventPlace, random));

export const anyLoggedEvent: fc.Arbitrary<LoggedEvent> = fc.record({ id: anyEventId, event: anyEvent });
