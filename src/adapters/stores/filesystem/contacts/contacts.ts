import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { limitExceeded } from '../../../../domain/model/account/feature-limit.js';
import { type Contact, type ContactId, madeContact, withGivenIds } from '../../../../domain/model/contact/contact.js';
import { createdEvent } from '../../../../domain/model/contact/contact-event.js';
import { type ContactFilter, type Contacts } from '../../../../domain/ports/contacts.js';
import { type Listing } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { contactIdAt } from './contact-ids.js';
import { type ContactKey, contactTables } from './contact-records.js';
import { addContact, changeContact } from './contact-writes.js';
import { addEvents } from '../events/add-events.js';
import { eventTables } from '../events/event-tables.js';
import { type Environment } from '../lmdb/environment.js';

/** Contacts in LMDB. An erased one is counted too, so their number is also the ordinal of the newest one. */
export const filesystemContacts = (environment: Environment): Contacts => {
  const tables = { ...contactTables(environment), ...eventTables(environment) };
  const { contacts, phones, userIds, waIds, byGroup, counts, raises } = tables;
  const foundIn = (table: typeof phones, account: number, key: string | null): Contact | undefined => {
    const id = key === null ? undefined : table.get([account, key]);
    return id === undefined ? undefined : contacts.get([account, id]);
  };
  const sound = (keys: readonly ContactKey[]): Listing<Contact> => readEach(keys, contacts.get, CorruptRecord);

  const idsOf = (account: number, { group }: ContactFilter, below: number, limit: number): readonly number[] =>
    group === null
      ? contacts.keys({ from: [account, 0], until: [account, below], limit, reverse: true }).map(([, id]) => id)
      : byGroup
          .keys({ from: [account, group, 0], until: [account, group, below], limit, reverse: true })
          .map(([, , id]) => id);

  return {
    byId: (account, id) => environment.read(() => O.fromNullable(contacts.get([account, id]))),
    byPhone: (account, phone) => environment.read(() => O.fromNullable(foundIn(phones, account, phone))),
    byUserId: (account, userId) => environment.read(() => O.fromNullable(foundIn(userIds, account, userId))),
    byWaId: (account, waId) =>
      environment.read(() =>
        sound(
          waIds
            .keys({ from: [account, waId, 0], until: [account, waId, Number.MAX_SAFE_INTEGER] })
            .map(([, , id]): ContactKey => [account, id]),
        ),
      ),
    count: (account) => environment.read(() => counts.get(account) ?? 0),

    findOrCreate: (account, draft, maximum, now, optedOutAt = null) =>
      environment.writeEither(() => {
        const { phone, userId } = draft.recipient;
        const known = foundIn(phones, account, phone) ?? foundIn(userIds, account, userId);
        if (known !== undefined) {
          const { contact, writes } = changeContact(tables, known, (contact) => withGivenIds(contact, draft.recipient));
          return E.right({ answer: { contact, created: false }, writes });
        }
        const current = counts.get(account) ?? 0;
        const full = limitExceeded('contacts', current, maximum);
        if (full !== null) return E.left(full);
        const ordinal = current + 1;
        const id = contactIdAt(raises.get(account) ?? [], ordinal) as ContactId;
        const contact = madeContact(draft, account, id, now);
        return E.right({
          answer: { contact, created: true },
          writes: [
            ...addContact(tables, contact),
            counts.put(account, ordinal),
            ...addEvents(tables, [createdEvent(contact, optedOutAt, now)]),
          ],
        });
      }),

    update: (account, id, change) =>
      environment.write(() => {
        const before = contacts.get([account, id]);
        if (before === undefined) return { answer: O.none, writes: [] };
        const { contact, writes } = changeContact(tables, before, change);
        return { answer: O.some(contact), writes };
      }),

    list: (account, filter, below, limit) =>
      environment.read(() => {
        const found = idsOf(account, filter, below ?? Number.MAX_SAFE_INTEGER, limit + 1);
        const ids = found.slice(0, limit);
        const last = ids.at(-1) as ContactId | undefined;
        return { ...sound(ids.map((id) => [account, id])), next: found.length > limit ? (last ?? null) : null };
      }),
  };
};
