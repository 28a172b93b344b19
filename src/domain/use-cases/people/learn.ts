import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact, idsOf } from '../../model/contact/contact.js';
import { allIds, personHashes, type PersonIds } from '../../model/contact/person-hash.js';
import { hasShownIds, isWithoutLoss, shownIds, type ShownPerson } from '../../model/contact/shown-person.js';
import { type Hmac } from '../../model/hmac.js';
import { type ConsentRecords } from '../../ports/consent-records.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Stored } from '../../ports/store.js';
import { type Instant } from '../../model/time.js';

export interface LearnPorts {
  readonly contacts: Pick<Contacts, 'update'>;
  readonly consents: Pick<ConsentRecords, 'join' | 'isKnown'>;
  readonly hmac: Hmac;
}

/** What WhatsApp showed of a person, and when. */
export interface Sighting {
  readonly shown: ShownPerson;
  readonly at: Instant;
}

/** How a sighting changes a contact: `withShown` or `withChange`. */
type Rule = (contact: Contact, shown: ShownPerson, at: Instant) => Contact;

/**
 * Gives a person's contacts what was shown of the person. Where a contact loses an id, or the ids are those of several
 * contacts, the ids are first remembered as one person's, so that no opt-out is lost. It writes nothing if nothing is
 * new.
 */
export const learn = (
  ports: LearnPorts,
  account: Account,
  people: readonly Contact[],
  { shown, at }: Sighting,
  rule: Rule,
): Stored<void> => {
  const [first, ...more] = people;
  if (first === undefined) return TE.right(undefined);
  const change = (contact: Contact): Contact => rule(contact, shown, at);
  const changeAll = (): Stored<void> =>
    pipe(
      joinIds(ports, account, [shownIds(shown), ...people.map(idsOf)]),
      TE.chain(() =>
        pipe(
          people,
          TE.traverseSeqArray((contact) => changed(ports, contact, change)),
          TE.asUnit,
        ),
      ),
    );

  const after = change(first);
  if (more.length > 0 || !hasShownIds(after, shown) || !isWithoutLoss(first, after)) return changeAll();
  return pipe(
    after === first ? TE.right(undefined) : joinIfKnown(ports, account, [idsOf(first), shownIds(shown)]),
    TE.chain(() => changed(ports, first, change)),
    // Another contact may have got one of the ids meanwhile.
    TE.chain((now) => (hasShownIds(now, shown) ? TE.right(undefined) : changeAll())),
  );
};

/** Remembers that these are ids of one person. */
export const joinIds = (
  { consents, hmac }: Omit<LearnPorts, 'contacts'>,
  account: Account,
  each: readonly PersonIds[],
): Stored<void> => consents.join(account.id, personHashes(hmac, account, allIds(each)));

/**
 * The same for ids that a contact learns. They need not be remembered unless something is recorded under one of its ids:
 * a later word of the person is recorded under all that the contact has then.
 */
export const joinIfKnown = (
  { consents, hmac }: Omit<LearnPorts, 'contacts'>,
  account: Account,
  each: readonly PersonIds[],
): Stored<void> => {
  const hashes = personHashes(hmac, account, allIds(each));
  return pipe(
    consents.isKnown(account.id, hashes),
    TE.chain((isKnown) => (isKnown ? consents.join(account.id, hashes) : TE.right(undefined))),
  );
};

const changed = ({ contacts }: LearnPorts, contact: Contact, change: (contact: Contact) => Contact): Stored<Contact> =>
  change(contact) === contact
    ? TE.right(contact)
    : pipe(contacts.update(contact.accountId, contact.id, change), TE.map(O.getOrElse(() => contact)));
