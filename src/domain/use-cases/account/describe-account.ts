import { sequenceS } from 'fp-ts/lib/Apply.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { healthOf } from '../../model/account/seen-health.js';
import { monthOf } from '../../model/time.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { type EventLog } from '../../ports/event-log.js';
import { type Messages } from '../../ports/messages.js';
import { type Stored } from '../../ports/store.js';
import { type DescribedAccount } from './call.js';

export interface DescribeAccountPorts {
  readonly contacts: Pick<Contacts, 'count'>;
  readonly messages: Pick<Messages, 'standing'>;
  readonly events: Pick<EventLog, 'lastSeen'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** An account with what it uses and how it is. */
export const describeAccount = (
  { contacts, messages, events, clock }: DescribeAccountPorts,
  account: Account,
): Stored<DescribedAccount> => {
  const now = clock.now();
  return pipe(
    sequenceS(TE.ApplyPar)({
      contacts: contacts.count(account.id),
      standing: messages.standing(account.id, null, now),
      seen: events.lastSeen(account.id),
    }),
    TE.map(({ contacts: count, standing, seen }) => ({
      account,
      usage: { contacts: count, conversations: standing.openedThisMonth, month: monthOf(now) },
      health: { ...healthOf(account, now), lastSentAt: seen.sentAt, lastStatusAt: seen.statusAt },
    })),
  );
};
