import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Concerned } from '../../model/contact/concerned.js';
import { type ContactEvent } from '../../model/contact/contact-event.js';
import { type Contact, idsBefore, provenIdsOf } from '../../model/contact/contact.js';
import { allIds, type PersonHash, personHashes, type PersonIds } from '../../model/contact/person-hash.js';
import { hasShownIds, isWithoutLoss, shownIds, type ShownPerson, withShown } from '../../model/contact/shown-person.js';
import { type Stored } from '../../ports/store.js';
import { type Instant } from '../../model/time.js';
import { type LearnPorts } from './ports.js';

/** What WhatsApp showed of a person, and when, on its clock. */
export interface Sighting {
  readonly shown: ShownPerson;
  readonly at: Instant;
}

/** What a contact becomes by what was shown: `withShown` or `withChange`, and what else a sighting tells. */
export type Learnt = (contact: Contact, shown: ShownPerson, at: Instant) => Contact;

/**
 * Gives a person's contacts what was shown of the person. Where a contact loses an id, or the ids are those of several
 * contacts, the ids are first remembered as one person's, so that no opt-out is lost. An id that only a caller claimed is
 * not: the claim may be wrong. `learnt` gives a contact no other ids than `withShown` does. It writes nothing if nothing is
 * new. A contact may opt out or in by the ids that it learns: returns the events, which are part of the writes.
 */
export const learn = (
  ports: LearnPorts,
  account: Account,
  people: readonly Contact[],
  sighting: Sighting,
  learnt: Learnt,
): Stored<readonly ContactEvent[]> => {
  const [first, ...more] = people;
  if (first === undefined) return TE.right([]);
  const { shown, at } = sighting;
  const after = withShown(first, shown, at);
  const isOfOne = more.length === 0 && hasShownIds(after, shown) && isWithoutLoss(first, after);
  // No contact is found by its other user id, so a word under it would not find this one.
  const isFound = after.otherUserId === first.otherUserId;
  if (!isOfOne || !isFound) return joinAndLearn(ports, account, people, sighting, learnt, []);
  if (after === first) return TE.map((): readonly ContactEvent[] => [])(change(ports, first, sighting, learnt));
  const join = () => joinIfKnown(ports, account, first, sighting);
  return pipe(
    join(),
    TE.bindTo('events'),
    TE.bind('changed', () => change(ports, first, sighting, learnt)),
    // A word that is recorded at the same time finds the contact, or is found here.
    TE.bind('late', join),
    // Another contact may have got one of the ids meanwhile, or this one another id.
    TE.bind('more', ({ changed }) =>
      hasShownIds(changed.after, shown) && isWithoutLoss(changed.before, changed.after)
        ? TE.right([])
        : joinAndLearn(ports, account, [changed.before], sighting, learnt, []),
    ),
    TE.map(({ events, late, more: further }) => [...events, ...late, ...further]),
  );
};

/** The same, but all ids are remembered as one person's in any case, with those in `also`. */
export const joinAndLearn = (
  ports: LearnPorts,
  account: Account,
  people: readonly Contact[],
  sighting: Sighting,
  learnt: Learnt,
  also: readonly PersonIds[],
): Stored<readonly ContactEvent[]> => {
  const hashesOf = (contacts: readonly Contact[]): readonly PersonHash[] =>
    personHashes(
      ports.hmac,
      account,
      allIds([...also, shownIds(sighting.shown), ...[...people, ...contacts].map(provenIdsOf)]),
    );
  const known = hashesOf([]);
  const concerned = concernedBy(ports, account, people, sighting);
  return pipe(
    ports.consents.join(account.id, known, concerned),
    TE.bindTo('events'),
    TE.bind('changes', () =>
      TE.traverseSeqArray((contact: Contact) => change(ports, contact, sighting, learnt))(people),
    ),
    TE.bind('all', ({ changes }) =>
      pipe(
        people,
        TE.traverseSeqArray(({ id }) => ports.contacts.byId(account.id, id)),
        TE.map((now) =>
          hashesOf([
            ...changes.map(({ before }) => before),
            ...now.flatMap((one) => (O.isSome(one) ? [one.value] : [])),
          ]),
        ),
      ),
    ),
    // A contact may have learnt another id meanwhile, and may have lost it again.
    TE.bind('late', ({ all }) =>
      all.length === known.length ? TE.right([]) : ports.consents.join(account.id, all, concerned),
    ),
    TE.map(({ events, late }) => [...events, ...late]),
  );
};

/**
 * Joins the ids of a contact that learns one. They need not be remembered unless something is recorded under one of
 * them: a later word of the person is recorded under all that the contact has then.
 */
export const joinIfKnown = (
  ports: Pick<LearnPorts, 'consents' | 'hmac' | 'clock'>,
  account: Account,
  contact: Contact,
  sighting: Sighting,
): Stored<readonly ContactEvent[]> => {
  const { consents, hmac } = ports;
  const hashes = personHashes(hmac, account, allIds([provenIdsOf(contact), shownIds(sighting.shown)]));
  const concerned = concernedBy(ports, account, [contact], sighting);
  return pipe(
    consents.isKnown(account.id, hashes),
    TE.chain((isKnown) => (isKnown ? consents.join(account.id, hashes, concerned) : TE.right([]))),
  );
};

/** A contact opts out by an id that it learns, so what it has learnt by this sighting does not count as its own yet. */
const concernedBy = (
  { hmac, clock }: Pick<LearnPorts, 'hmac' | 'clock'>,
  account: Account,
  people: readonly Contact[],
  { at }: Sighting,
): Concerned => ({
  contacts: people.map((contact) => ({ contact, own: personHashes(hmac, account, idsBefore(contact, at)) })),
  at: clock.now(),
});

/** A contact as it was when it was changed, and after that. */
interface Changed {
  readonly before: Contact;
  readonly after: Contact;
}

const change = (
  { contacts }: LearnPorts,
  contact: Contact,
  { shown, at }: Sighting,
  learnt: Learnt,
): Stored<Changed> => {
  if (learnt(contact, shown, at) === contact) return TE.right({ before: contact, after: contact });
  let before = contact;
  return pipe(
    contacts.update(contact.accountId, contact.id, (now) => {
      before = now;
      return learnt(now, shown, at);
    }),
    TE.map((found) => ({ before, after: O.getOrElse(() => contact)(found) })),
  );
};
