import * as t from 'io-ts';
import { type Contact } from '../../../../domain/model/contact/contact.js';
import { positive } from '../../records/codecs.js';
import { contactRecord } from '../../records/contact.js';
import { type Environment } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';
import { type Raise, raisesRecord } from './contact-ids.js';

/** The key of a contact: its account and its id. */
export type ContactKey = readonly [account: number, id: number];

const showPair = (key: ContactKey): string => key.join('/');

/** The tables of contacts: stored by account and id, found by account and phone. */
export const contactTables = (environment: Environment) => ({
  contacts: environment.table<ContactKey, Contact>({
    name: 'contacts',
    codec: contactRecord,
    show: showPair,
  }),
  phones: environment.table<readonly [number, string], number>({
    name: 'phones',
    codec: positive,
    show: ([account]) => `${account}/(a phone)`,
  }),
  /** The contacts of each id of WhatsApp's. */
  waIds: environment.table<readonly [account: number, waId: string, contact: number], true>({
    name: 'wa-ids',
    codec: t.literal(true),
    show: ([account]) => `${account}/(a person)`,
  }),
  /** How many contacts each account has. Before the first restore that is also the id of its newest contact. */
  counts: environment.table<number, number>({ name: 'last-contact-ids', codec: positive, show: String }),
  /** How restores have raised the ids of each account's contacts. */
  raises: environment.table<number, readonly Raise[]>({ name: 'contact-raises', codec: raisesRecord, show: String }),
});

export type ContactTables = ReturnType<typeof contactTables>;

/** The writes that record WhatsApp's id of a contact; none if the id is already recorded, or is null. */
export const recordWaId = (
  { contacts, waIds }: ContactTables,
  account: number,
  id: number,
  waId: string | null,
): readonly Write[] => {
  const contact = waId === null ? undefined : contacts.get([account, id]);
  if (waId === null || contact === undefined || contact.waId === waId) return [];
  return [
    ...(contact.waId === null ? [] : [waIds.remove([account, contact.waId, id])]),
    waIds.put([account, waId, id], true),
    contacts.put([account, id], { ...contact, waId }),
  ];
};
