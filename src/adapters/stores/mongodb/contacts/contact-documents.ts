import * as t from 'io-ts';
import { type Contact } from '../../../../domain/model/contact/contact.js';
import { type ErasedContact } from '../../../../domain/model/contact/erased-contact.js';
import { contactRecord, erasedContactRecord } from '../../records/contact.js';
import { type TakenIds } from '../../../../domain/model/contact/taken-ids.js';
import { type Database } from '../database/database.js';
import { documents, type Documents, equal, type Kept } from '../database/documents.js';

/** What a document has in place of a phone or user id that is missing, so that it does not count as that of another. */
export const missingId = (id: unknown): string => `none:${String(id)}`;

const isMissing = (value: unknown): boolean => typeof value === 'string' && value.startsWith('none:');

/**
 * A contact as its document keeps it. Phone and user id are in unique indexes, so each is there in every document:
 * `none:` and the contact's id if it is missing.
 */
export const contactDocument = new t.Type<Contact, unknown>(
  contactRecord.name,
  contactRecord.is,
  (value, context) => contactRecord.validate(t.UnknownRecord.is(value) ? withNulls(value) : value, context),
  (contact) => {
    const { phone, userId } = contact.recipient;
    const none = missingId(contact.id);
    return { ...(contactRecord.encode(contact) as object), phone: phone ?? none, userId: userId ?? none };
  },
);

const withNulls = (document: Readonly<Record<string, unknown>>) => {
  const missing = ['phone', 'userId'].filter((name) => isMissing(document[name]));
  return { ...document, ...Object.fromEntries(missing.map((name) => [name, null])) };
};

/** What is left of a contact, as its document keeps it. The unique indexes ask for a phone and a user id. */
export const erasedDocument = new t.Type<ErasedContact, unknown>(
  erasedContactRecord.name,
  erasedContactRecord.is,
  erasedContactRecord.validate,
  (contact) => {
    const none = missingId(contact.id);
    return { ...(erasedContactRecord.encode(contact) as object), phone: none, userId: none };
  },
);

/** What no erased contact fits. The index of a look-up by id or ids has one document at most. */
export const notErased = { erasedAt: { $eq: null } } as const;

/** The documents of contacts that are not erased. */
export interface ContactDocuments extends Documents<Contact> {
  readonly byId: (account: number, id: number) => Promise<Kept<Contact> | null>;
  /** Null for null. */
  readonly byPhone: (account: number, phone: string | null) => Promise<Kept<Contact> | null>;
  /** Null for null. */
  readonly byUserId: (account: number, userId: string | null) => Promise<Kept<Contact> | null>;
  /** Which ids of a contact another one has, which may be damaged. */
  readonly taken: (contact: Contact) => Promise<TakenIds>;
}

export const contactDocuments = (database: Database): ContactDocuments => {
  const contacts = documents<Contact>({ database, name: 'contacts', codec: contactDocument });
  const isTaken = async (
    { accountId, id }: Contact,
    ids: Readonly<Record<string, string | null>>,
  ): Promise<boolean> => {
    if (Object.values(ids).includes(null)) return false;
    const others = { ...equal({ accountId, ...ids }), id: { $ne: id } };
    return (await contacts.found(others, {}, 1)).length > 0;
  };
  return {
    ...contacts,
    byId: (accountId, id) => contacts.first({ ...equal({ accountId, id }), ...notErased }),
    byPhone: async (accountId, phone) => (phone === null ? null : contacts.first(equal({ accountId, phone }))),
    byUserId: async (accountId, userId) => (userId === null ? null : contacts.first(equal({ accountId, userId }))),
    taken: async (contact) => {
      const { phone, userId } = contact.recipient;
      return { phone: await isTaken(contact, { phone }), userId: await isTaken(contact, { userId }) };
    },
  };
};
