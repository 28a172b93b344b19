import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { hasShownIds, withShown } from '../../model/contact/shown-person.js';
import { type Stored } from '../../ports/store.js';
import { findPeople, type FindPeoplePorts } from './find-people.js';
import { learn, type LearnPorts, type Sighting } from './learn.js';

export interface LearnFromPorts extends LearnPorts {
  readonly contacts: FindPeoplePorts['contacts'] & LearnPorts['contacts'];
}

/**
 * Learns what an answer or a status shows of a message's contact, and could not be recorded with it: ids that take the
 * place of others, or that another contact has. For any other contact it reads and writes nothing.
 */
export const learnFromReport = (
  ports: LearnFromPorts,
  account: Account,
  contact: Contact,
  sighting: Sighting,
): Stored<void> =>
  hasShownIds(contact, sighting.shown)
    ? TE.right(undefined)
    : pipe(
        findPeople(ports, account.id, sighting.shown),
        TE.map(({ items }) => [contact, ...items.filter(({ id }) => id !== contact.id)]),
        TE.chain((people) => learn(ports, account, people, sighting, withShown)),
      );
