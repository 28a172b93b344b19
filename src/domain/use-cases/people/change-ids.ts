import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type ContactEvent } from '../../model/contact/contact-event.js';
import { shownIds, withChange } from '../../model/contact/shown-person.js';
import { type IdChange } from '../../model/message/news.js';
import { type Listing, type Stored } from '../../ports/store.js';
import { rejectDamaged } from '../reject-damaged.js';
import { findPeople } from './find-people.js';
import { joinAndLearn } from './learn.js';
import { type LearnPorts } from './ports.js';

/**
 * Records that a person has other ids now (SPEC 5, "A contact"). The former and the present ids are remembered as one
 * person's, contact or not, so that an opt-out under one of them counts under all. The person's contact gets the present
 * ids, unless a later change is known of it. If a later change comes before an earlier one, the contact has the ids of
 * the earlier one until WhatsApp shows it the present ones.
 */
export const changeIds = (
  ports: LearnPorts,
  account: Account,
  { former, current, at }: IdChange,
): Stored<readonly ContactEvent[]> =>
  pipe(
    TE.Do,
    TE.bind('before', () => findPeople(ports, account.id, former)),
    TE.bind('after', () => findPeople(ports, account.id, current)),
    TE.chain(({ before, after }) =>
      pipe(
        joinAndLearn(ports, account, together(before, after), { shown: current, at }, withChange, [shownIds(former)]),
        // WhatsApp repeats the change until the contact is restored.
        TE.chainFirstW(() => rejectDamaged([...before.damaged, ...after.damaged])),
      ),
    ),
  );

/** The contacts of the former ids first: they get the present ones, if no other contact has them. */
const together = (before: Listing<Contact>, after: Listing<Contact>): readonly Contact[] => [
  ...new Map([...before.items, ...after.items].map((contact) => [contact.id, contact])).values(),
];
