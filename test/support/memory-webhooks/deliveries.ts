import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { exampleOf } from '../../../src/domain/model/webhook/test-delivery.js';
import { isTestEventId } from '../../../src/domain/model/event/event-id.js';
import {
  type Delivery,
  deliveryBase,
  type DeliveryId,
  type PendingDelivery,
  replayedDelivery,
  stoppedDelivery,
} from '../../../src/domain/model/webhook/delivery.js';
import { type EndpointRef, refOfEndpoint } from '../../../src/domain/model/webhook/endpoint.js';
import { type Deliveries, type DueDelivery, type ReplayFilter } from '../../../src/domain/ports/deliveries.js';
import { type MemoryState, stateOf } from './state.js';

/** The deliveries of all endpoints. */
export const memoryDeliveries = (state: MemoryState): Deliveries => {
  const deliveriesOf = ({ accountId, id }: EndpointRef): Map<DeliveryId, Delivery> =>
    stateOf(state, accountId).deliveries.get(id) ?? new Map<DeliveryId, Delivery>();
  const endpointOf = ({ accountId, id }: EndpointRef) => stateOf(state, accountId).endpoints.get(id);

  /** Changes all of an endpoint's that fit, and says how many. */
  const changeAll = (
    endpoint: EndpointRef,
    fits: (delivery: Delivery) => boolean,
    change: (delivery: Delivery) => Delivery,
  ): number => {
    const deliveries = deliveriesOf(endpoint);
    const found = [...deliveries.values()].filter(fits);
    for (const delivery of found) deliveries.set(delivery.id, change(delivery));
    return found.length;
  };

  return {
    byId: (endpoint, id) => TE.rightIO(() => O.fromNullable(deliveriesOf(endpoint).get(id))),

    list: (endpoint, { status, type }, after, limit) =>
      TE.rightIO(() => {
        const newestFirst = [...deliveriesOf(endpoint).values()]
          .sort((one, other) => (one.id < other.id ? 1 : -1))
          .filter(({ id }) => after === null || id < after)
          .filter((one) => (status === null || one.status === status) && (type === null || one.type === type));
        const items = newestFirst.slice(0, limit);
        return { items, damaged: [], next: newestFirst.length > limit ? (items.at(-1)?.id ?? null) : null };
      }),

    endpointsDue: (now) =>
      TE.rightIO(() =>
        [...state.values()]
          .flatMap(({ endpoints }) => [...endpoints.values()].map(refOfEndpoint))
          .filter((endpoint) => [...deliveriesOf(endpoint).values()].some(isDueAt(now))),
      ),

    due: (ref, now, limit) =>
      TE.rightIO(() => {
        const endpoint = endpointOf(ref);
        if (endpoint === undefined) return O.none;
        const deliveries = deliveriesOf(ref);
        const { log } = stateOf(state, ref.accountId);
        const waiting = [...deliveries.values()].filter(isDueAt(now));
        const due = waiting
          .sort((one, other) => one.nextTryAt - other.nextTryAt)
          .flatMap((delivery): readonly DueDelivery[] => {
            const event = isTestEventId(delivery.eventId)
              ? exampleOf(delivery)
              : log.find(({ id }) => id === delivery.eventId);
            if (event !== undefined) return [{ delivery, event }];
            deliveries.set(delivery.id, { ...deliveryBase(delivery), status: 'failed', reason: null });
            return [];
          });
        return O.some({ endpoint, due: due.slice(0, limit), damaged: [] });
      }),

    change: (ref, changes, ofEndpoint) =>
      TE.rightIO(() => {
        const before = endpointOf(ref);
        if (before === undefined) return O.none;
        const deliveries = deliveriesOf(ref);
        for (const { id, change } of changes) {
          const delivery = deliveries.get(id);
          if (delivery !== undefined) deliveries.set(id, change(delivery));
        }
        const after = ofEndpoint(before);
        stateOf(state, ref.accountId).endpoints.set(ref.id, after);
        return O.some(after);
      }),

    add: (delivery) => TE.rightIO(() => void deliveriesOf(delivery.endpoint).set(delivery.id, delivery)),
    stopAll: (endpoint) =>
      TE.rightIO(() => {
        const isDisabled = (endpointOf(endpoint)?.disabled ?? null) !== null;
        return isDisabled ? changeAll(endpoint, ({ status }) => status === 'pending', stoppedDelivery) : 0;
      }),
    replayAll: (endpoint, filter, now) =>
      TE.rightIO(() => changeAll(endpoint, isReplayed(filter), (delivery) => replayedDelivery(delivery, now))),
  };
};

const isDueAt =
  (now: number) =>
  (delivery: Delivery): delivery is PendingDelivery =>
    delivery.status === 'pending' && delivery.nextTryAt <= now;

/** The event of a test is not in the log. */
const isReplayed =
  ({ status, since, until }: ReplayFilter) =>
  (delivery: Delivery): boolean =>
    !isTestEventId(delivery.eventId) &&
    (status === null || delivery.status === status) &&
    delivery.eventAt >= since &&
    (until === null || delivery.eventAt < until);
