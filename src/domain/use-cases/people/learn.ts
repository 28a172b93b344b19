import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact, provenIdsOf } from '../../model/contact/contact.js';
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
 * not: the claim may be wrong. It writes nothing if nothing is new. `learnt` gives a contact no other ids than
 * `withShown` does.
 */
export const learn = (
  ports: LearnPorts,
  account: Account,
  people: readonly Contact[],
  sighting: Sighting,
  learnt: Learnt,
): Stored<void> => {
  const [first, ...more] = people;
  if (first === undefined) return TE.right(undefined);
  const { shown, at } = sighting;
  const after = withShown(first, shown, at);
  const isOfOne = more.length === 0 && hasShownIds(after, shown) && isWithoutLoss(first, after);
  // No contact is found by its other user id, so a word under it would not find this one.
  const isFound = after.otherUserId === first.otherUserId;
  if (!isOfOne || !isFound) return joinAndLearn(ports, account, people, sighting, learnt, []);
  if (after === first) return TE.asUnit(change(ports, first, sighting, learnt));
  const join = () => joinIfKnown(ports, account, [provenIdsOf(first), shownIds(shown)]);
  return pipe(
    join(),
    TE.chain(() => change(ports, first, sighting, learnt)),
    // A word that is recorded at the same time finds the contact, or is found here.
    TE.tap(join),
    // Another contact may have got one of the ids meanwhile, or this one another id.
    TE.chain((changed) =>
      hasShownIds(changed.after, shown) && isWithoutLoss(changed.before, changed.after)
        ? TE.right(undefined)
        : joinAndLearn(ports, account, [changed.before], sighting, learnt, []),
    ),
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
): Stored<void> => {
  const hashesOf = (contacts: readonly Contact[]): readonly PersonHash[] =>
    personHashes(
      ports.hmac,
      account,
      allIds([...also, shownIds(sighting.shown), ...[...people, ...contacts].map(provenIdsOf)]),
    );
  const known = hashesOf([]);
  return pipe(
    ports.consents.join(account.id, known),
    TE.chain(() => TE.traverseSeqArray((contact: Contact) => change(ports, contact, sighting, learnt))(people)),
    TE.chain((changes) =>
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
    TE.chain((all) => (all.length === known.length ? TE.right(undefined) : ports.consents.join(account.id, all))),
  );
};

/**
 * Joins the ids of a contact that learns one. They need not be remembered unless something is recorded under one of
 * them: a later word of the person is recorded under all that the contact has then.
 */
export const joinIfKnown = (
  { consents, hmac }: Pick<LearnPorts, 'consents' | 'hmac'>,
  account: Account,
  each: readonly PersonIds[],
): Stored<void> => {
  const hashes = personHashes(hmac, account, allIds(each));
  return pipe(
    consents.isKnown(account.id, hashes),
    TE.chain((isKnown) => (isKnown ? consents.join(account.id, hashes) : TE.right(undefined))),
  );
};

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
