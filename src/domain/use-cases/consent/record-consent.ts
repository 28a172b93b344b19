import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type ConsentWord, inWholeSeconds } from '../../model/contact/consent.js';
import { type Contact, type ContactId, withHashes } from '../../model/contact/contact.js';
import { type PersonHash } from '../../model/contact/person-hash.js';
import { type Hmac } from '../../model/hmac.js';
import { type ContactEvent } from '../../model/contact/contact-event.js';
import { type Clock } from '../../ports/clock.js';
import { type ConsentRecords } from '../../ports/consent-records.js';
import { type Stored } from '../../ports/store.js';

export interface RecordConsentPorts {
  readonly consents: Pick<ConsentRecords, 'record' | 'join'>;
  readonly hmac: Hmac;
  readonly clock: Pick<Clock, 'now'>;
}

/** Whose word it is: the hashes under which it was said, and the contacts of the account who are that person. */
export interface Speaker {
  readonly hashes: readonly PersonHash[];
  readonly contacts: readonly Contact[];
  /**
   * The contacts that were not found when the word was recorded before, under the hashes alone. They have learnt one of
   * them since, and have opted out or in by it unless it counted for their other ids.
   */
  readonly late?: readonly ContactId[];
}

/**
 * Records a word of a person, by the second, also under all other ids of their contacts: should WhatsApp ever know a
 * contact under another id, the word still counts. The ids under which it was said are remembered as one person's.
 * Returns the event of each contact that has just opted out or in, which is part of the same write.
 */
export const recordConsent = (
  { consents, hmac, clock }: RecordConsentPorts,
  account: Account,
  { hashes, contacts, late = [] }: Speaker,
  said: ConsentWord,
): Stored<readonly ContactEvent[]> => {
  const word = inWholeSeconds(said);
  const people = withHashes(hmac, account, contacts);
  const all = [...new Set([...hashes, ...people.flatMap(({ own }) => own)])];
  const concerned = {
    contacts: people.map(({ contact, own }) => ({
      contact,
      own: late.includes(contact.id) ? own.filter((hash) => !hashes.includes(hash)) : own,
    })),
    at: clock.now(),
  };
  return pipe(
    consents.record(account.id, all, word, concerned),
    TE.bindTo('recorded'),
    // A later word of the person may show one of the ids alone.
    TE.bind('joined', () => (hashes.length > 1 ? consents.join(account.id, hashes, concerned) : TE.right([]))),
    TE.map(({ recorded, joined }) => [...recorded.events, ...joined]),
  );
};
