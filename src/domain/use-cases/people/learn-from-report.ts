import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type ContactEvent } from '../../model/contact/contact-event.js';
import { idsOfRecipient } from '../../model/contact/person-hash.js';
import { addressOf, type Recipient } from '../../model/contact/recipient.js';
import { hasShownIds, withShown } from '../../model/contact/shown-person.js';
import { type ReachedPerson } from '../../ports/messages.js';
import { type Stored } from '../../ports/store.js';
import { type Instant } from '../../model/time.js';
import { findPeople } from './find-people.js';
import { joinAndLearn, joinIfKnown, type Sighting } from './learn.js';
import { type LearnPorts } from './ports.js';

/**
 * Learns what an answer or a status shows of a message's contact, and could not be recorded with the message: ids that
 * take the place of others, that another contact has, or that are known from elsewhere. For a contact whose ids are all
 * known it reads and writes nothing.
 */
export const learnFromReport = (
  ports: LearnPorts,
  account: Account,
  { contact, recipient }: ReachedPerson,
  sighting: Sighting,
): Stored<readonly ContactEvent[]> => {
  const { shown, at } = sighting;
  const sentTo = addressOf(recipient);
  const isKnown = hasShownIds(contact, shown) && isKnownBy(contact, sentTo);
  // No contact is found by its other user id, so a word under it would not find this one.
  if (isKnown && contact.otherUserIdAt !== at)
    return isTaughtAt(contact, at) && !hasShownIds({ recipient: sentTo }, shown)
      ? joinIfKnown(ports, account, contact, sighting)
      : TE.right([]);
  return pipe(
    findPeople(ports, account.id, shown),
    TE.map(({ items }) => [contact, ...items.filter(({ id }) => id !== contact.id)]),
    TE.chain((people) => joinAndLearn(ports, account, people, sighting, withShown, [idsOfRecipient(sentTo)])),
  );
};

/** Whether a message went to an id of its contact. A contact found by its user id may have another phone. */
const isKnownBy = (contact: Contact, { phone, userId }: Recipient): boolean =>
  hasShownIds(contact, { waId: phone, userId, parentUserId: null, username: null });

/** Whether a contact has an id from what was shown then. It is so again if WhatsApp repeats a report after a crash. */
const isTaughtAt = ({ waIdAt, userIdAt }: Contact, at: Instant): boolean => waIdAt === at || userIdAt === at;
