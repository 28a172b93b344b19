import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { idsOf } from '../../model/contact/contact.js';
import { shownIds, withChange } from '../../model/contact/shown-person.js';
import { type IdChange } from '../../model/message/news.js';
import { type Listing, type Stored } from '../../ports/store.js';
import { type Contact } from '../../model/contact/contact.js';
import { findPeople } from './find-people.js';
import { joinIds, learn } from './learn.js';
import { type LearnFromPorts } from './learn-from-report.js';

/**
 * Records that a person has other ids now (SPEC 5, "A contact"). The former and the present ids are remembered as one
 * person's, contact or not, so that an opt-out under one of them counts under all. The person's contact gets the present
 * ids. A change from before the last one that is known gives it none.
 */
export const changeIds = (ports: LearnFromPorts, account: Account, { former, current, at }: IdChange): Stored<void> =>
  pipe(
    findChanged(ports, account, { former, current }),
    TE.chain(({ items }) =>
      pipe(
        joinIds(ports, account, [shownIds(former), shownIds(current), ...items.map(idsOf)]),
        TE.chain(() => learn(ports, account, items, { shown: current, at }, withChange)),
      ),
    ),
  );

/** The person's contacts by the former ids. An account that knew none of them may know one of the present ones. */
const findChanged = (
  ports: LearnFromPorts,
  { id }: Account,
  { former, current }: Omit<IdChange, 'at'>,
): Stored<Listing<Contact>> =>
  pipe(
    findPeople(ports, id, former),
    TE.chain((found) => (found.items.length > 0 ? TE.right(found) : findPeople(ports, id, current))),
  );
