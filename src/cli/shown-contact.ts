import { type Stores } from '../app/stores.js';
import { type Account } from '../domain/model/account/account.js';
import { type Contact, idsOf } from '../domain/model/contact/contact.js';
import { toTimestamp } from '../domain/model/time.js';
import { type ContactWithConsent, readConsent, withConsents } from '../domain/use-cases/consent/read-consent.js';
import { orThrow } from '../kit/or-throw.js';

/** A contact under the API's names. */
export type ShownContact = ReturnType<typeof shown>;

/** Contacts of an account as the command line shows them, in their order. */
export const showContacts = async (
  stores: Stores,
  account: Account,
  contacts: readonly Contact[],
): Promise<readonly ShownContact[]> => (await orThrow(withConsents(stores, account, contacts))).map(shown);

/** One contact. */
export const showContact = async (stores: Stores, account: Account, contact: Contact): Promise<ShownContact> => {
  const optedOutAt = await orThrow(readConsent(stores, account, idsOf(contact)));
  return shown({ contact, optedOutAt });
};

const shown = ({ contact, optedOutAt }: ContactWithConsent) => ({
  contact_id: contact.id,
  phone: contact.recipient.phone,
  user_id: contact.recipient.userId,
  username: contact.username,
  firstname: contact.firstname,
  lastname: contact.lastname,
  email: contact.email,
  country: contact.country,
  assigned_id: contact.assignedTo,
  groups: contact.groups,
  status: contact.status,
  source: contact.source,
  chat_id: contact.id,
  wa_id: contact.waId,
  opted_out_at: optedOutAt === null ? null : toTimestamp(optedOutAt),
  created_at: toTimestamp(contact.createdAt),
});
