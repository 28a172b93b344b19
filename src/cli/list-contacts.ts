import { type Account } from '../domain/model/account/account.js';
import { type ContactId } from '../domain/model/contact/contact.js';
import { type Damaged, type Listing } from '../domain/ports/store.js';
import { type ContactWithConsent } from '../domain/use-cases/consent/read-consent.js';
import {
  type FoundContactPage,
  listContacts,
  type ListContactsPorts,
  MOST_JUDGED,
} from '../domain/use-cases/contacts/list-contacts.js';
import {
  type contactConditionNames,
  type ContactConditions,
  parseContactConditions,
} from '../domain/use-cases/contacts/query.js';
import { orThrow } from '../kit/or-throw.js';
import { readOptions } from './options/options.js';

/** Reads conditions as they were written, by the rules of the API. A wrong one is wrong usage. */
export const contactConditionsOf = (
  written: Partial<Record<(typeof contactConditionNames)[number], string>>,
): ContactConditions => readOptions(written, parseContactConditions);

/** All contacts that fit, oldest first. */
export const allContacts = async (
  ports: ListContactsPorts,
  account: Account,
  conditions: ContactConditions,
): Promise<Listing<ContactWithConsent>> => {
  const items: ContactWithConsent[] = [];
  const damaged: Damaged[] = [];
  let below: ContactId | null = null;
  do {
    const query = { conditions, below, limit: MOST_JUDGED };
    const page: FoundContactPage = await orThrow(listContacts(ports, account, query));
    items.push(...page.items);
    damaged.push(...page.damaged);
    below = page.next;
  } while (below !== null);
  return { items: items.reverse(), damaged };
};
