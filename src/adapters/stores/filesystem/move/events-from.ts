import { type AccountId } from '../../../../domain/model/account/account.js';
import { type EventPlace, NO_PLACE } from '../../../../domain/model/event/event-id.js';
import { neverSeen } from '../../../../domain/model/account/last-seen.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type MoveFrom } from '../../migration.js';
import { deliveryTables } from '../events/deliveries/delivery-tables.js';
import { endpointRecords } from '../events/endpoints/endpoint-records.js';
import { endpointTables } from '../events/endpoints/endpoint-tables.js';
import { relayTables } from '../events/event-tables.js';
import { type Environment } from '../lmdb/environment.js';
import { from, inBatches, recordsOf, type Walk } from './walk.js';

/** The kinds that tell what happened, and to whom it is told. */
export type EventKinds = 'events' | 'endpoints' | 'deliveries' | 'days' | 'relays';

export const eventsFrom = (environment: Environment, sealer: Sealer): Pick<MoveFrom, EventKinds> => {
  const { events, relayed, lastPlaces, lastSeen, days } = relayTables(environment);
  const { endpoints } = endpointTables(environment);
  const { deliveries } = deliveryTables(environment);
  const { get: open } = endpointRecords(environment, sealer);
  const size = (table: { readonly size: () => number }): Stored<number> => environment.read(() => table.size());
  const walked = <B>(table: { readonly size: () => number }, walk: Walk<B>) => ({
    count: size(table),
    all: (behind: string | null) => inBatches(environment, from(walk, behind)),
  });
  const relayedTo = (account: number): EventPlace => relayed.get(account) ?? NO_PLACE;

  return {
    events: walked(
      events,
      recordsOf(events, ([accountId, place], logged) => ({
        accountId: accountId as AccountId,
        place: place as EventPlace,
        logged,
      })),
    ),
    endpoints: walked(
      endpoints,
      recordsOf({ ...endpoints, get: open }, ([account, id], endpoint) => ({
        endpoint,
        slot: endpoints.keys({ from: [account, ''], until: [account, id] }).length + 1,
      })),
    ),
    deliveries: walked(
      deliveries,
      only(
        recordsOf(deliveries, (_key, delivery) => delivery),
        // Those of an endpoint that was removed are only left until the next housekeeping.
        ({ endpoint }) => endpoints.has([endpoint.accountId, endpoint.id]),
      ),
    ),
    days: walked(
      days,
      recordsOf(days, ([accountId, day], counts) => ({
        accountId: accountId as AccountId,
        day,
        counts,
        upTo: relayedTo(accountId),
      })),
    ),
    relays: walked(
      lastPlaces,
      recordsOf(lastPlaces, (account, floor) => ({
        accountId: account as AccountId,
        cursor: relayedTo(account),
        floor,
        ...(lastSeen.get(account) ?? neverSeen),
      })),
    ),
  };
};

const only = <B>(walk: Walk<B>, isKept: (item: B) => boolean): Walk<B> =>
  function* (after) {
    for (const step of walk(after)) if (isKept(step.item)) yield step;
  };
