import { type AccountId } from '../../../../domain/model/account/account.js';
import { noCounts } from '../../../../domain/model/event/activity.js';
import { neverSeen } from '../../../../domain/model/account/last-seen.js';
import { type EventLog } from '../../../../domain/ports/event-log.js';
import { type Environment } from '../lmdb/environment.js';
import { deliveryTables } from './deliveries/delivery-tables.js';
import { endpointTables } from './endpoints/endpoint-tables.js';
import { relayTables } from './event-tables.js';
import { newestPlace, readEvents } from './read-events.js';
import { relayEvents } from './relay-events.js';

/**
 * Events in LMDB. Each has its place from the transaction of its change, so it is visible at once; relaying only makes
 * of it what takes too long there. One server uses a data folder, so it relays the events of all accounts.
 */
export const filesystemEventLog = (environment: Environment): EventLog => {
  const tables = {
    ...relayTables(environment),
    ...deliveryTables(environment),
    ...endpointTables(environment),
  };
  const { waiting, days, lastSeen } = tables;

  return {
    waiting: (limit) => environment.read(() => waiting.keys({ limit }) as readonly AccountId[]),
    relay: (account, now) => relayEvents(environment, tables, account, now),
    after: (account, place, types, limit) => environment.read(() => readEvents(tables, account, place, types, limit)),
    newest: (account) => environment.read(() => newestPlace(tables, account)),
    counts: (account, asked) => environment.read(() => asked.map((day) => days.get([account, day]) ?? noCounts)),
    lastSeen: (account) => environment.read(() => lastSeen.get(account) ?? neverSeen),
    onWritten: (listener) => environment.watch('events', listener),
  };
};
