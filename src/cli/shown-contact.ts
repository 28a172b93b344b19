import { contactView } from '../api/contact-view.js';
import { type Stores } from '../app/stores.js';
import { type Account } from '../domain/model/account/account.js';
import { type Contact, idsOf } from '../domain/model/contact/contact.js';
import { readConsent, withConsents } from '../domain/use-cases/consent/read-consent.js';
import { orThrow } from '../kit/or-throw.js';

/** A contact under the API's names. */
export type ShownContact = ReturnType<typeof contactView>;

/** Contacts of an account as the command line shows them, in their order. */
export const showContacts = async (
  stores: Stores,
  account: Account,
  contacts: readonly Contact[],
): Promise<readonly ShownContact[]> => (await orThrow(withConsents(stores, account, contacts))).map(contactView);

/** One contact. */
export const showContact = async (stores: Stores, account: Account, contact: Contact): Promise<ShownContact> => {
  const optedOutAt = await orThrow(readConsent(stores, account, idsOf(contact)));
  return contactView({ contact, optedOutAt });
};
