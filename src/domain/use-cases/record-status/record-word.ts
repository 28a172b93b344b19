import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type ConsentWord } from '../../model/contact/consent.js';
import { type Contact, type ContactId, idsOf } from '../../model/contact/contact.js';
import { personHashes } from '../../model/contact/person-hash.js';
import { shownIds } from '../../model/contact/shown-person.js';
import { type InboundMessage } from '../../model/message/news.js';
import { type ContactEvent } from '../../model/contact/contact-event.js';
import { type Listing, type Stored } from '../../ports/store.js';
import { recordConsent, type RecordConsentPorts } from '../consent/record-consent.js';
import { findPeople } from '../people/find-people.js';
import { type FindPeoplePorts } from '../people/ports.js';
import { rejectDamaged } from '../reject-damaged.js';
import { consentWordOf } from './consent-word.js';

export type RecordWordPorts = FindPeoplePorts & RecordConsentPorts;

/**
 * Records a message that is a STOP or START of the account; any other message changes nothing. The word counts for its
 * author under every id that the message has, contact or not.
 */
export const recordWord = (
  ports: RecordWordPorts,
  account: Account,
  { author, text, at }: InboundMessage,
): Stored<readonly ContactEvent[]> => {
  const said = text === null ? null : consentWordOf(account, text);
  if (said === null) return TE.right([]);
  const word: ConsentWord = { optedOut: said === 'stop', at };
  const hashes = personHashes(ports.hmac, account, shownIds(author));
  const record = (contacts: readonly Contact[], late: readonly ContactId[] = []): Stored<readonly ContactEvent[]> =>
    recordConsent(ports, account, { hashes, contacts, late }, word);
  return pipe(
    findPeople(ports, account.id, author),
    TE.bindTo('people'),
    TE.bind('events', ({ people }) => record(people.items)),
    // A contact may have learnt one of the ids at the same time. It finds the word, or is found here.
    TE.bind('now', () => findPeople(ports, account.id, author)),
    TE.bind('late', ({ people, now }) =>
      isSamePeople(people, now) ? TE.right([]) : record(now.items, newIn(people, now)),
    ),
    // The other ids of a damaged contact are not known. WhatsApp sends the word again until it is restored.
    TE.chainFirstW(({ people }) => rejectDamaged(people.damaged)),
    TE.map(({ events, late }) => [...events, ...late]),
  );
};

const newIn = (before: Listing<Contact>, now: Listing<Contact>): readonly ContactId[] =>
  now.items.map(({ id }) => id).filter((id) => before.items.every((contact) => contact.id !== id));

const isSamePeople = (one: Listing<Contact>, other: Listing<Contact>): boolean =>
  JSON.stringify(one.items.map(idsOf)) === JSON.stringify(other.items.map(idsOf));
