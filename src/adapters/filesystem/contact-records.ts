import { type Contact } from '../../domain/contact.js';
import { accountId, contactId, instant, list, orNull, phoneNumber, positive, record, text } from './codecs.js';
import { type Environment } from './environment.js';

const contact = record<Contact>('contact', {
  accountId,
  id: contactId,
  phone: phoneNumber,
  firstname: orNull(text),
  lastname: orNull(text),
  email: orNull(text),
  country: orNull(text),
  assignedTo: orNull(positive),
  groups: list(positive),
  status: orNull(positive),
  source: orNull(positive),
  waId: orNull(text),
  optedOutAt: orNull(instant),
  createdAt: instant,
});

const showPair = (key: readonly [number, number]): string => key.join('/');

/** Where contacts are kept: by account and id, found by account and phone. */
export const contactTables = (environment: Environment) => ({
  contacts: environment.table<readonly [number, number], Contact>({ name: 'contacts', codec: contact, show: showPair }),
  phones: environment.table<readonly [number, string], number>({
    name: 'phones',
    codec: positive,
    show: ([account]) => `${account}/(a phone)`,
  }),
  /** The id of each account's newest contact. */
  lastIds: environment.table<number, number>({ name: 'last-contact-ids', codec: positive, show: String }),
});
