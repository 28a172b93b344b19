import * as t from 'io-ts';
import { type EventType } from '../../../../../domain/model/event/event-type.js';
import { type Instant } from '../../../../../domain/model/time.js';
import { type Delivery } from '../../../../../domain/model/webhook/delivery.js';
import { type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { deliveryRecord } from '../../../records/webhooks/delivery.js';
import { type Environment } from '../../lmdb/environment.js';

/** The key of a delivery: its endpoint and its id, which sorts as its event does. */
export type DeliveryKey = readonly [account: number, endpoint: string, id: string];

/** A delivery in the order of a time. */
export type TimedDelivery = readonly [account: number, endpoint: string, at: Instant, id: string];

/**
 * What a delivery is found by beside its endpoint: its type, and its status where that is not the usual one. A list of
 * those that were delivered passes over the few others.
 */
export type Term = EventType | 'pending' | 'failed';
export type TermKey = readonly [account: number, endpoint: string, term: Term, id: string];

/** Above all ids and terms, below all other endpoints. */
export const END = '~';

export const keyOf = ({ accountId, id: endpoint }: EndpointRef, id: string): DeliveryKey => [accountId, endpoint, id];

const show = (key: readonly (string | number)[]): string => key.join('/');
const placed = t.literal(true);

export const deliveryTables = (environment: Environment) => ({
  deliveries: environment.table<DeliveryKey, Delivery>({ name: 'deliveries', codec: deliveryRecord, show }),
  /** Those that are pending, by their next try. */
  due: environment.table<TimedDelivery, true>({ name: 'deliveries-due', codec: placed, show }),
  byTerm: environment.table<TermKey, true>({ name: 'deliveries-by-term', codec: placed, show }),
  /** Those of tests, which have no event that they could go with, by their making. */
  tests: environment.table<TimedDelivery, true>({ name: 'test-deliveries', codec: placed, show }),
});

export type DeliveryTables = ReturnType<typeof deliveryTables>;
