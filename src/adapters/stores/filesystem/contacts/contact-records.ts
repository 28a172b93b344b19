import * as t from 'io-ts';
import { type Contact } from '../../../../domain/model/contact/contact.js';
import { type ErasedContact } from '../../../../domain/model/contact/erased-contact.js';
import { positive } from '../../records/codecs.js';
import { contactRecord, erasedContactRecord } from '../../records/contact.js';
import { type Environment } from '../lmdb/environment.js';
import { type Table } from '../lmdb/table.js';
import { type Raise, raisesRecord } from './contact-ids.js';

/** The key of a contact: its account and its id. */
export type ContactKey = readonly [account: number, id: number];

const showPair = (key: ContactKey): string => key.join('/');

/** The contacts of each group of an account. */
export type GroupTable = Table<readonly [account: number, group: number, contact: number], true>;

/** The contacts of each group by itself: for the step that fills it. */
export const groupTable = (environment: Environment): GroupTable =>
  environment.table({ name: 'contacts-by-group', codec: t.literal(true), show: (key) => key.join('/') });

/** The tables of contacts: stored by account and id, found by account and phone, user id or group. */
export const contactTables = (environment: Environment) => ({
  contacts: environment.table<ContactKey, Contact>({
    name: 'contacts',
    codec: contactRecord,
    show: showPair,
  }),
  /** What is left of those that were erased. They are in no other table. */
  erased: environment.table<ContactKey, ErasedContact>({
    name: 'erased-contacts',
    codec: erasedContactRecord,
    show: showPair,
  }),
  phones: environment.table<readonly [number, string], number>({
    name: 'phones',
    codec: positive,
    show: ([account]) => `${account}/(a phone)`,
  }),
  userIds: environment.table<readonly [account: number, userId: string], number>({
    name: 'user-ids',
    codec: positive,
    show: ([account]) => `${account}/(a user id)`,
  }),
  /** The contacts of each id of WhatsApp's. */
  waIds: environment.table<readonly [account: number, waId: string, contact: number], true>({
    name: 'wa-ids',
    codec: t.literal(true),
    show: ([account]) => `${account}/(a person)`,
  }),
  byGroup: groupTable(environment),
  /** How many contacts each account has had. Before the first restore that is also the id of its newest contact. */
  counts: environment.table<number, number>({ name: 'last-contact-ids', codec: positive, show: String }),
  /** How restores have raised the ids of each account's contacts. */
  raises: environment.table<number, readonly Raise[]>({ name: 'contact-raises', codec: raisesRecord, show: String }),
});

export type ContactTables = ReturnType<typeof contactTables>;
