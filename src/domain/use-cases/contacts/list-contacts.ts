import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact, type ContactId } from '../../model/contact/contact.js';
import { type ContactPage, type Contacts } from '../../ports/contacts.js';
import { type Listing, type Stored } from '../../ports/store.js';
import { type ContactWithConsent, type ReadConsentPorts } from '../consent/read-consent.js';
import { withSoundConsents } from '../consent/sound-consents.js';
import { soundOrDamaged } from '../people/find-people.js';
import { type ContactConditions, type ContactQuery } from './query.js';

export interface ListContactsPorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'byPhone' | 'byUserId' | 'list'>;
}

/** A page of contacts, newest first. */
export interface FoundContactPage extends Listing<ContactWithConsent> {
  /** The id below which the next page starts; null on the last page. */
  readonly next: ContactId | null;
}

/**
 * How many contacts one page judges by their consent at most. Each has up to four hashes, so that reading them takes some
 * 20 ms.
 */
export const MOST_JUDGED = 250;

/**
 * A page of the contacts that fit a query. Who has opted out is not stored with contacts: with that condition a page
 * judges a bounded number of them, so it may have fewer than `limit` and still have a `next`.
 */
export const listContacts = (
  ports: ListContactsPorts,
  account: Account,
  { conditions, below, limit }: ContactQuery,
): Stored<FoundContactPage> =>
  pipe(
    candidates(ports, account, { conditions, below, limit }),
    TE.bindTo('page'),
    TE.bind('judged', ({ page }) => withSoundConsents(ports, account, page.items)),
    TE.map(({ page, judged }) => {
      const fitting = judged.items.filter((one) => isWanted(conditions, one));
      const items = fitting.slice(0, limit);
      const last = items.at(-1);
      return {
        items,
        damaged: [...page.damaged, ...judged.damaged],
        next: fitting.length > limit && last !== undefined ? last.contact.id : page.next,
      };
    }),
  );

/** The contacts of a page before it is known who of them has opted out. */
const candidates = (
  { contacts }: ListContactsPorts,
  { id: account }: Account,
  { conditions, below, limit }: ContactQuery,
): Stored<ContactPage> => {
  const { phone, userId, group, optedOut } = conditions;
  if (phone !== null) return only(soundOrDamaged(contacts.byPhone(account, phone)), conditions, below);
  if (userId !== null) return only(soundOrDamaged(contacts.byUserId(account, userId)), conditions, below);
  return contacts.list(account, { group }, below, optedOut === null ? limit : Math.max(limit, MOST_JUDGED));
};

/** The page of one contact, if it fits. */
const only = (found: Stored<Listing<Contact>>, conditions: ContactConditions, below: ContactId | null) =>
  TE.map(({ items, damaged }: Listing<Contact>): ContactPage => ({
    items: items.filter((contact) => isNamed(conditions, contact) && (below === null || contact.id < below)),
    damaged,
    next: null,
  }))(found);

const isNamed = ({ phone, userId, group }: ContactConditions, { recipient, groups }: Contact): boolean =>
  (phone === null || recipient.phone === phone) &&
  (userId === null || recipient.userId === userId) &&
  (group === null || groups.includes(group));

const isWanted = ({ optedOut }: ContactConditions, { optedOutAt }: ContactWithConsent): boolean =>
  optedOut === null || optedOut === (optedOutAt !== null);
