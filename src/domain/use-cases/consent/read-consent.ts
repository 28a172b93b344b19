import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { optedOutSince } from '../../model/contact/consent.js';
import { type Contact, withHashes } from '../../model/contact/contact.js';
import { type PersonIds, personHashes } from '../../model/contact/person-hash.js';
import { type Hmac } from '../../model/hmac.js';
import { type ConsentRecords } from '../../ports/consent-records.js';
import { type Stored } from '../../ports/store.js';
import { type Instant } from '../../model/time.js';

export interface ReadConsentPorts {
  readonly consents: Pick<ConsentRecords, 'of'>;
  readonly hmac: Hmac;
}

/** Since when the person with these ids has opted out of an account's messages; null if they have not. */
export const readConsent = (
  { consents, hmac }: ReadConsentPorts,
  account: Account,
  ids: PersonIds,
): Stored<Instant | null> => {
  const hashes = personHashes(hmac, account, ids);
  return pipe(
    consents.of(account.id, hashes),
    TE.map((said) => optedOutSince(said, hashes)),
  );
};

/** A contact as its account sees it. */
export interface ContactWithConsent {
  readonly contact: Contact;
  /** Since when it has opted out; null if it has not. */
  readonly optedOutAt: Instant | null;
}

/** Contacts with their consent, in their order. All consents are one read. */
export const withConsents = (
  { consents, hmac }: ReadConsentPorts,
  account: Account,
  contacts: readonly Contact[],
): Stored<readonly ContactWithConsent[]> => {
  const people = withHashes(hmac, account, contacts);
  return pipe(
    consents.of(
      account.id,
      people.flatMap(({ own }) => own),
    ),
    TE.map((said) => people.map(({ contact, own }) => ({ contact, optedOutAt: optedOutSince(said, own) }))),
  );
};
