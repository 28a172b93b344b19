import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type ConsentWord, inWholeSeconds, optedOutSince } from '../../model/contact/consent.js';
import { type Contact, withHashes } from '../../model/contact/contact.js';
import { type PersonHash } from '../../model/contact/person-hash.js';
import { type Hmac } from '../../model/hmac.js';
import { consentEvent, type ContactEvent } from '../../model/contact/contact-event.js';
import { type ConsentRecords } from '../../ports/consent-records.js';
import { type Stored } from '../../ports/store.js';

export interface RecordConsentPorts {
  readonly consents: Pick<ConsentRecords, 'record' | 'join'>;
  readonly hmac: Hmac;
}

/** Whose word it is: the hashes under which it was said, and the contacts of the account who are that person. */
export interface Speaker {
  readonly hashes: readonly PersonHash[];
  readonly contacts: readonly Contact[];
}

/**
 * Records a word of a person, by the second, also under all other ids of their contacts: should WhatsApp ever know a
 * contact under another id, the word still counts. The ids under which it was said are remembered as one person's.
 * Returns an event for each contact that has just opted out or in.
 */
export const recordConsent = (
  { consents, hmac }: RecordConsentPorts,
  account: Account,
  { hashes, contacts }: Speaker,
  said: ConsentWord,
): Stored<readonly ContactEvent[]> => {
  const word = inWholeSeconds(said);
  const people = withHashes(hmac, account, contacts);
  const all = [...new Set([...hashes, ...people.flatMap(({ own }) => own)])];
  return pipe(
    consents.record(account.id, all, word),
    // A later word of the person may show one of the ids alone.
    TE.tap(() => (hashes.length > 1 ? consents.join(account.id, hashes) : TE.right(undefined))),
    TE.map(({ before, after }) =>
      people.flatMap(({ contact, own }) => {
        const since = optedOutSince(after, own);
        const isChanged = (optedOutSince(before, own) === null) !== (since === null);
        return isChanged ? [consentEvent(contact, since, word.at)] : [];
      }),
    ),
  );
};
