import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { limitExceeded } from '../../../../domain/model/account/feature-limit.js';
import { type Contact, type ContactId, madeContact } from '../../../../domain/model/contact/contact.js';
import { createdEvent } from '../../../../domain/model/contact/contact-event.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { type Contacts } from '../../../../domain/ports/contacts.js';
import { type Listing } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { CorruptDocument } from '../database/faults.js';
import { equal, recordOf } from '../database/documents.js';
import { besideEvents } from '../events/waiting/written-events.js';
import { changeContact } from './change-contact.js';
import { contactDocuments, notErased } from './contact-documents.js';
import { contactOffsets } from './contact-offsets.js';
import { findContact } from './find-contact.js';
import { inTurn } from '../database/in-turn.js';
import { storing, storingEither } from '../../shared/store-fault.js';

interface Found {
  readonly contact: Contact;
  readonly created: boolean;
}

/**
 * Contacts in MongoDB. A contact has an ordinal in its account, so the insert of a contact also counts it. If two take the
 * same ordinal at once, the unique index accepts one, and the other takes the next. Its id is the ordinal plus the
 * account's offset, which only a restore raises: a move brings it along. Phone and user id are unique by an index each.
 */
export const mongodbContacts = (database: Database, tell: () => void): Contacts => {
  const contacts = contactDocuments(database);
  const creating = inTurn();

  /** The document of a contact is never deleted, so the highest ordinal is also their number. */
  const count = (accountId: number): Promise<number> => contacts.highest(equal({ accountId }), 'ordinal');
  const offsetOf = contactOffsets(database);
  const sound = (found: readonly AnyDocument[]): Listing<Contact> =>
    readEach(found, (document) => contacts.decode(document).record, CorruptDocument);

  return {
    byId: (account, id) => storing(async () => recordOf(await contacts.byId(account, id))),
    byPhone: (account, phone) => storing(async () => recordOf(await contacts.byPhone(account, phone))),
    byUserId: (account, userId) => storing(async () => recordOf(await contacts.byUserId(account, userId))),
    byWaId: (account, waId) =>
      storing(async () => sound(await contacts.found(equal({ accountId: account, waId }), { id: 1 }))),
    count: (account) => storing(() => count(account)),

    findOrCreate: (account, draft, maximum, now, optedOutAt = null) => {
      const known = async (): Promise<Found | null> => {
        const contact = await findContact(contacts, account, draft.recipient);
        return contact === null ? null : { contact, created: false };
      };
      const create = async (): Promise<E.Either<FeatureLimitExceeded, Found>> => {
        const current = await count(account);
        const full = limitExceeded('contacts', current, maximum);
        if (full !== null) {
          // Another request may have created this contact as the last one within the limit.
          const contact = await known();
          return contact === null ? E.left(full) : E.right(contact);
        }
        const ordinal = current + 1;
        const id = (ordinal + (await offsetOf(account))) as ContactId;
        const contact = madeContact(draft, account, id, now);
        const events = besideEvents({}, [createdEvent(contact, optedOutAt, now)]);
        if ((await contacts.insert(contact, { ordinal, ...events })) !== null) {
          tell();
          return E.right({ contact, created: true });
        }
        const other = await known();
        return other === null ? create() : E.right(other);
      };
      return storingEither(async () => {
        const found = await known();
        return found === null ? creating(account, create) : E.right(found);
      });
    },

    update: (account, id, change) =>
      storing(async () => {
        const kept = await contacts.byId(account, id);
        return kept === null ? O.none : O.fromNullable(await changeContact(contacts, kept, change));
      }),

    list: (account, { group }, below, limit) =>
      storing(async () => {
        const fits = equal({ accountId: account, ...(group === null ? {} : { groups: group }) });
        const found = await contacts.found(
          { ...fits, ...notErased, id: { $lt: below ?? Number.MAX_SAFE_INTEGER } },
          { id: -1 },
          limit + 1,
        );
        const page = found.slice(0, limit);
        const last: unknown = found.length > limit ? page.at(-1)?.['id'] : null;
        return { ...sound(page), next: typeof last === 'number' ? (last as ContactId) : null };
      }),
  };
};
