import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { limitExceeded } from '../../../../domain/model/account/feature-limit.js';
import {
  type Contact,
  type ContactId,
  hasOptedOut,
  madeContact,
  withOptOut,
} from '../../../../domain/model/contact/contact.js';
import { type Contacts } from '../../../../domain/ports/contacts.js';
import { type Listing } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type ContactKey, contactTables } from './contact-records.js';
import { type Environment } from '../lmdb/environment.js';

/** Contacts in LMDB. They are never deleted, so an account's last contact id is also the number of its contacts. */
export const filesystemContacts = (environment: Environment): Contacts => {
  const { contacts, phones, waIds, lastIds } = contactTables(environment);
  const byPhone = (account: number, phone: string): Contact | undefined => {
    const id = phones.get([account, phone]);
    return id === undefined ? undefined : contacts.get([account, id]);
  };
  const sound = (keys: readonly ContactKey[]): Listing<Contact> => readEach(keys, contacts.get, CorruptRecord);

  return {
    byId: (account, id) => environment.read(() => O.fromNullable(contacts.get([account, id]))),
    byPhone: (account, phone) => environment.read(() => O.fromNullable(byPhone(account, phone))),
    byWaId: (account, waId) =>
      environment.read(() =>
        sound(
          waIds
            .keys({ from: [account, waId, 0], until: [account, waId, Number.MAX_SAFE_INTEGER] })
            .map(([, , id]): ContactKey => [account, id]),
        ),
      ),
    count: (account) => environment.read(() => lastIds.get(account) ?? 0),

    findOrCreate: (account, draft, maximum, now) =>
      environment.writeEither(() => {
        const known = byPhone(account, draft.phone);
        if (known !== undefined) return E.right({ answer: { contact: known, created: false }, writes: [] });
        const current = lastIds.get(account) ?? 0;
        const full = limitExceeded('contacts', current, maximum);
        if (full !== null) return E.left(full);
        const id = (current + 1) as ContactId;
        const contact = madeContact(draft, account, id, now);
        return E.right({
          answer: { contact, created: true },
          writes: [
            contacts.put([account, id], contact),
            phones.put([account, draft.phone], id),
            lastIds.put(account, id),
          ],
        });
      }),

    list: (account, after, limit) =>
      environment.read(() => {
        const span = { from: [account, after + 1], until: [account + 1, 0], limit } as const;
        const keys = limit < 1 ? [] : contacts.keys(span);
        const last = keys.length < limit ? undefined : keys.at(-1);
        return { ...sound(keys), next: last?.[1] ?? null };
      }),

    setOptOut: (account, id, optedOut, at) =>
      environment.write(() => {
        const before = contacts.get([account, id]);
        if (before === undefined) return { answer: O.none, writes: [] };
        const contact = withOptOut(before, optedOut, at);
        return {
          answer: O.some({ contact, changed: hasOptedOut(contact) !== hasOptedOut(before) }),
          writes: contact === before ? [] : [contacts.put([account, id], contact)],
        };
      }),
  };
};
