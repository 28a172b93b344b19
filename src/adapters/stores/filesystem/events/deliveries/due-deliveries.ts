import { setImmediate } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type LoggedEvent } from '../../../../../domain/model/event/event.js';
import { isTestEventId, placeOfEventId } from '../../../../../domain/model/event/event-id.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Delivery, lostDelivery, type PendingDelivery } from '../../../../../domain/model/webhook/delivery.js';
import { type EndpointId, type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { exampleOf } from '../../../../../domain/model/webhook/test-delivery.js';
import { type DueDelivery } from '../../../../../domain/ports/deliveries.js';
import { type Damaged, type Stored } from '../../../../../domain/ports/store.js';
import { readEach } from '../../../shared/read-each.js';
import { type Environment } from '../../lmdb/environment.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { type Write } from '../../lmdb/table.js';
import { type EndpointTables } from '../endpoints/endpoint-tables.js';
import { type EventTables } from '../event-tables.js';
import { type DeliveryTables, type TimedDelivery } from './delivery-tables.js';
import { replaceDelivery } from './delivery-writes.js';

type Tables = DeliveryTables & Pick<EndpointTables, 'endpoints'> & Pick<EventTables, 'events'>;

/** After this time a search ends its read, so that other work gets its turn, in milliseconds. */
const LONGEST_READ = 5;

/**
 * The endpoints that have a delivery which is due. It goes from endpoint to endpoint, and looks at the first of each.
 */
export const endpointsDue =
  (environment: Environment, { due, endpoints }: Tables, now: Instant): Stored<readonly EndpointRef[]> =>
  async () => {
    const found: EndpointRef[] = [];
    let behind: TimedDelivery | null = [0, '', 0, ''];
    const lookOn = (): void => {
      const end = performance.now() + LONGEST_READ;
      while (behind !== null && performance.now() < end) {
        const [first]: readonly TimedDelivery[] = due.keys({ after: behind, limit: 1 });
        if (first === undefined) return void (behind = null);
        const [account, endpoint, at] = first;
        if (at <= now && endpoints.has([account, endpoint]))
          found.push({ accountId: account as AccountId, id: endpoint as EndpointId });
        behind = [account, endpoint, Number.MAX_SAFE_INTEGER, ''];
      }
    };
    while (behind !== null) {
      const read = await environment.read(lookOn)();
      if (E.isLeft(read)) return read;
      await setImmediate();
    }
    return E.right(found);
  };

/** What is due of an endpoint, and what is not worth looking at again. */
export interface Due {
  readonly due: readonly DueDelivery[];
  readonly damaged: readonly Damaged[];
  /** Places whose delivery cannot be tried: it is damaged, or its event is damaged or gone. */
  readonly stuck: readonly TimedDelivery[];
}

/** How many places one call looks at beyond those that it returns. */
const MOST_STUCK = 100;

/** The deliveries of an endpoint that are due, those that were due first come first. */
export const dueOf = (tables: Tables, { accountId, id }: EndpointRef, now: Instant, limit: number): Due => {
  const places = tables.due.keys({
    from: [accountId, id, 0, ''],
    until: [accountId, id, now + 1, ''],
    limit: limit + MOST_STUCK,
  });
  const due: DueDelivery[] = [];
  const damaged: Damaged[] = [];
  const stuck: TimedDelivery[] = [];
  for (const place of places) {
    if (due.length >= limit) break;
    const read = readEach([place], (one) => withEvent(tables, one), CorruptRecord);
    due.push(...read.items);
    damaged.push(...read.damaged);
    if (read.items.length === 0) stuck.push(place);
  }
  return { due, damaged, stuck };
};

const withEvent = (tables: Tables, place: TimedDelivery): DueDelivery | undefined => {
  const delivery = pendingAt(tables, place);
  const event = delivery === undefined ? undefined : eventOf(tables, delivery);
  return delivery === undefined || event === undefined ? undefined : { delivery, event };
};

/** The delivery of a place; undefined if it is gone or has another place by now. */
const pendingAt = ({ deliveries }: Tables, place: TimedDelivery): PendingDelivery | undefined => {
  const [account, endpoint, at, id] = place;
  const delivery = deliveries.get([account, endpoint, id]);
  return delivery?.status === 'pending' && delivery.nextTryAt === at ? delivery : undefined;
};

const eventOf = ({ events }: Tables, delivery: Delivery): LoggedEvent | undefined => {
  const { endpoint, eventId } = delivery;
  if (isTestEventId(eventId)) return exampleOf(delivery);
  const place = placeOfEventId(eventId);
  const logged = place._tag === 'None' ? undefined : events.get([endpoint.accountId, place.value]);
  return logged?.id === eventId ? logged : undefined;
};

/** The writes that end what cannot be tried, so that it does not stand before the others for ever. */
export const endStuck = (tables: Tables, stuck: readonly TimedDelivery[]): readonly Write[] =>
  stuck.flatMap((place) => {
    const { items } = readEach([place], (one) => pendingAt(tables, one), CorruptRecord);
    return items.length === 0
      ? [tables.due.remove(place)]
      : items.flatMap((delivery) => replaceDelivery(tables, delivery, lostDelivery(delivery)));
  });
