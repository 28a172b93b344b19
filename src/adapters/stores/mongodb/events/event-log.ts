import { type AccountId } from '../../../../domain/model/account/account.js';
import { neverSeen } from '../../../../domain/model/account/last-seen.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type EventLog, type Relayed } from '../../../../domain/ports/event-log.js';
import { distinctDamages } from '../../shared/read-each.js';
import { storing } from '../../shared/store-fault.js';
import { type Database } from '../database/database.js';
import { eventDocuments } from './log/event-documents.js';
import { type AccountLeases } from './leases/account-leases.js';
import { eventsAfter } from './log/read-events.js';
import { countsOf } from './relay/count-days.js';
import { placeEvents } from './relay/place-events.js';
import { accountsUnspread, byAccount, progressDocuments } from './leases/progress.js';
import { spreadEvents } from './relay/spread-events.js';
import { accountsWaiting } from './waiting/waiting-events.js';
import { type WrittenEvents } from './waiting/written-events.js';

/** How many accounts are taken at once. */
const AT_ONCE = 100;

/**
 * Events in MongoDB. They wait in the documents of their changes until they are relayed: placed in the collection of
 * events, and spread from there to the endpoints and the counts of days.
 */
export const mongodbEventLog = (database: Database, leases: AccountLeases, written: WrittenEvents): EventLog => {
  const events = eventDocuments(database);
  const progress = progressDocuments(database);
  /** The account after which the next look begins, so that no account waits for ever behind others. */
  let behind = 0;

  const waiting = async (limit: number): Promise<readonly AccountId[]> => {
    const found = new Set((await Promise.all([accountsWaiting(database), accountsUnspread(database)])).flat());
    const inOrder = [...found].sort((one, other) => one - other);
    const inTurn = [...inOrder.filter((id) => id > behind), ...inOrder.filter((id) => id <= behind)];
    const mine: AccountId[] = [];
    for (let from = 0; from < inTurn.length && mine.length < limit; from += AT_ONCE)
      mine.push(...(await leases.take(inTurn.slice(from, from + AT_ONCE))));
    const some = mine.slice(0, limit);
    behind = some.at(-1) ?? 0;
    return some;
  };

  const relay = async (account: AccountId, now: Instant): Promise<Relayed> => {
    if (!leases.holds(account)) return { count: 0, more: false, endpoints: [], damaged: [] };
    const placed = await placeEvents(database, account);
    const spread = await spreadEvents(database, account, now);
    const more = placed.more || spread.more;
    return { ...spread, more, damaged: distinctDamages([...placed.damaged, ...spread.damaged]) };
  };

  return {
    waiting: (limit) => storing(() => waiting(limit)),
    relay: (account, now) => storing(() => relay(account, now)),
    after: (account, place, types, limit) => storing(() => eventsAfter(database, account, place, types, limit)),
    newest: (account) => storing(() => events.newest(account)),
    counts: (account, days) => storing(() => countsOf(database, account, days)),
    lastSeen: (account) =>
      storing(async () => {
        const found = await progress.first(byAccount(account));
        return found === null ? neverSeen : { sentAt: found.record.sentAt, statusAt: found.record.statusAt };
      }),
    onWritten: written.listen,
  };
};
