import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact, idsOf } from '../../model/contact/contact.js';
import { type Recipient } from '../../model/contact/recipient.js';
import { hasShownIds, nothingShown, shownIds, type ShownPerson, withShown } from '../../model/contact/shown-person.js';
import { type ReachedPerson } from '../../ports/messages.js';
import { type Stored } from '../../ports/store.js';
import { type Instant } from '../../model/time.js';
import { findPeople, type FindPeoplePorts } from './find-people.js';
import { joinIds, joinIfKnown, learn, type LearnPorts, type Sighting } from './learn.js';

export interface LearnFromPorts extends LearnPorts {
  readonly contacts: FindPeoplePorts['contacts'] & LearnPorts['contacts'];
}

/**
 * Learns what an answer or a status shows of a message's contact, and could not be recorded with it: ids that take the
 * place of others, that another contact has, or that are known from elsewhere. For a contact whose ids are all known
 * it reads and writes nothing.
 */
export const learnFromReport = (
  ports: LearnFromPorts,
  account: Account,
  { contact, recipient }: ReachedPerson,
  sighting: Sighting,
): Stored<void> => {
  const { shown, at } = sighting;
  if (hasShownIds(contact, shown) && hasShownIds(contact, sentTo(recipient)))
    return isTaughtAt(contact, at) && !hasShownIds({ recipient, waId: null }, shown)
      ? joinIfKnown(ports, account, [idsOf(contact), shownIds(shown)])
      : TE.right(undefined);
  return pipe(
    findPeople(ports, account.id, shown),
    TE.map(({ items }) => [contact, ...items.filter(({ id }) => id !== contact.id)]),
    TE.tap((people) => joinIds(ports, account, [shownIds(sentTo(recipient)), shownIds(shown), ...people.map(idsOf)])),
    TE.chain((people) => learn(ports, account, people, sighting, withShown)),
  );
};

/** Whether a contact has an id from what was shown then. It is so again if WhatsApp repeats a report after a crash. */
const isTaughtAt = ({ waIdAt, userIdAt }: Contact, at: Instant): boolean => waIdAt === at || userIdAt === at;

/** The id that a message went to. It need not be its contact's: a contact found by its user id keeps its own phone. */
const sentTo = ({ phone, userId }: Recipient): ShownPerson =>
  phone === null ? { ...nothingShown, userId } : { ...nothingShown, waId: phone };
