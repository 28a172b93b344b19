import { type Contact } from '../../../../domain/model/contact/contact.js';
import { erasedContact } from '../../../../domain/model/contact/erased-contact.js';
import { changedTo } from '../../../../domain/model/contact/taken-ids.js';
import { type Instant } from '../../../../domain/model/time.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Table, type Write } from '../lmdb/table.js';
import { type ContactTables, type GroupTable } from './contact-records.js';

type WrittenTables = Pick<ContactTables, 'contacts' | 'phones' | 'userIds' | 'waIds' | 'byGroup'>;

/** A contact after a change, and the writes of the change. */
export interface ChangedContact {
  readonly contact: Contact;
  readonly writes: readonly Write[];
}

/** The writes that record a new contact. */
export const addContact = (
  { contacts, phones, userIds, byGroup }: WrittenTables,
  contact: Contact,
): readonly Write[] => {
  const { accountId, id, recipient, groups } = contact;
  return [
    contacts.put([accountId, id], contact),
    ...movedId(phones, accountId, id, null, recipient.phone),
    ...movedId(userIds, accountId, id, null, recipient.userId),
    ...groups.map((group) => byGroup.put([accountId, group, id], true)),
  ];
};

/**
 * The only way in which a contact changes in this store: to what `change` makes of it, but for a phone or user id that
 * another contact has.
 */
export const changeContact = (
  tables: WrittenTables,
  before: Contact,
  change: (contact: Contact) => Contact,
): ChangedContact => {
  const { contacts, phones, userIds, waIds, byGroup } = tables;
  const { accountId, id } = before;
  const isTaken = (table: Table<readonly [number, string], number>, key: string | null): boolean =>
    key !== null && (table.get([accountId, key]) ?? id) !== id;
  const wanted = change(before);
  if (wanted === before) return { contact: before, writes: [] };
  const { phone, userId } = wanted.recipient;
  const contact = changedTo(before, wanted, { phone: isTaken(phones, phone), userId: isTaken(userIds, userId) });
  if (contact === before) return { contact, writes: [] };
  return {
    contact,
    writes: [
      contacts.put([accountId, id], contact),
      ...movedId(phones, accountId, id, before.recipient.phone, contact.recipient.phone),
      ...movedId(userIds, accountId, id, before.recipient.userId, contact.recipient.userId),
      ...movedWaId(waIds, before, contact),
      ...movedGroups(byGroup, before, contact),
    ],
  };
};

/** The writes that erase a contact: from then on it is in no table of contacts but that of the erased. */
export const eraseContact = (
  tables: WrittenTables & Pick<ContactTables, 'erased'>,
  contact: Contact,
  now: Instant,
): readonly Write[] => {
  const { contacts, erased, phones, userIds, waIds, byGroup } = tables;
  const { accountId, id, recipient, waId, groups } = contact;
  return [
    contacts.remove([accountId, id]),
    erased.put([accountId, id], erasedContact(contact, now)),
    ...movedId(phones, accountId, id, recipient.phone, null),
    ...movedId(userIds, accountId, id, recipient.userId, null),
    ...(waId === null ? [] : [waIds.remove([accountId, waId, id])]),
    ...groups.map((group) => byGroup.remove([accountId, group, id])),
  ];
};

/**
 * `changeContact` for a contact as it is stored, of which the caller knows what it last read. It reads and writes nothing if the
 * known contact does not change. A missing or damaged record stays as it is, and the contact is the one that the caller
 * knows.
 */
export const changeKnown = (
  tables: WrittenTables,
  known: Contact,
  change: (contact: Contact) => Contact,
): ChangedContact => {
  const stored = change(known) === known ? null : soundContact(tables, known.accountId, known.id);
  return stored === null ? { contact: known, writes: [] } : changeContact(tables, stored, change);
};

/** A contact; null if there is none, or its record is damaged. */
export const soundContact = (
  { contacts }: Pick<ContactTables, 'contacts'>,
  account: number,
  id: number,
): Contact | null => readEach([[account, id] as const], contacts.get, CorruptRecord).items[0] ?? null;

const movedId = (
  table: Table<readonly [number, string], number>,
  account: number,
  id: number,
  before: string | null,
  after: string | null,
): readonly Write[] =>
  before === after
    ? []
    : [
        ...(before === null ? [] : [table.remove([account, before])]),
        ...(after === null ? [] : [table.put([account, after], id)]),
      ];

const movedWaId = (waIds: ContactTables['waIds'], before: Contact, after: Contact): readonly Write[] => {
  const { accountId, id, waId } = after;
  if (before.waId === waId) return [];
  return [
    ...(before.waId === null ? [] : [waIds.remove([accountId, before.waId, id])]),
    ...(waId === null ? [] : [waIds.put([accountId, waId, id], true)]),
  ];
};

const movedGroups = (byGroup: GroupTable, before: Contact, { accountId, id, groups }: Contact): readonly Write[] => [
  ...before.groups.filter((group) => !groups.includes(group)).map((group) => byGroup.remove([accountId, group, id])),
  ...groups.filter((group) => !before.groups.includes(group)).map((group) => byGroup.put([accountId, group, id], true)),
];
