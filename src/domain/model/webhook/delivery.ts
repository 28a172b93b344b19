import { type Branded } from '../brand.js';
import { digitsOfPlace, type EventId, type EventPlace } from '../event/event-id.js';
import { type EventType } from '../event/event-type.js';
import { type Instant } from '../time.js';
import { type DeliveryTry } from './delivery-try.js';
import { type EndpointId, type EndpointRef } from './endpoint.js';

/**
 * `dlv_` and 16 to 64 characters. Within an endpoint, ids sort as bytes in the order of their events, with tests between
 * the events before and after them.
 */
export type DeliveryId = Branded<string, 'DeliveryId'>;

export const isDeliveryId = (text: string): text is DeliveryId => /^dlv_[A-Za-z0-9_-]{16,64}$/.test(text);

/** The one delivery of an event to an endpoint. Whoever makes it again makes the same. */
export const deliveryIdOf = (event: EventId, endpoint: EndpointId): DeliveryId =>
  `dlv_${event.slice('evt_'.length)}${endpoint.slice(-8)}` as DeliveryId;

/**
 * The delivery of a test that was made at `at`, when the account's newest event was at `place`. `random` has at least 4
 * characters of base64url.
 */
export const testDeliveryId = (place: EventPlace, at: Instant, random: string, endpoint: EndpointId): DeliveryId =>
  `dlv_${digitsOfPlace(place)}${HIGH}${at.toString(32).padStart(TIME_DIGITS, '0')}${random.slice(0, 4)}${endpoint.slice(-8)}` as DeliveryId;

/** Behind the random characters of nearly every event. */
const HIGH = 'zz';
/** Enough for a thousand years. */
const TIME_DIGITS = 9;

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

interface DeliveryBase {
  readonly endpoint: EndpointRef;
  readonly id: DeliveryId;
  readonly eventId: EventId;
  readonly type: EventType;
  /** When the event happened. */
  readonly eventAt: Instant;
  readonly createdAt: Instant;
  /** Oldest first; the last ones only. */
  readonly tries: readonly DeliveryTry[];
  /** How many tries of the schedule are used. A replay begins it again. */
  readonly used: number;
  /** Its event was erased: what the endpoint answers, perhaps with what it got, is not kept any more. */
  readonly erased: boolean;
  /** Counts replays, so that a try that was running then does not count for the new schedule. */
  readonly round: number;
}

/** It waits for its next try. */
export interface PendingDelivery extends DeliveryBase {
  readonly status: 'pending';
  readonly nextTryAt: Instant;
}

export interface DeliveredDelivery extends DeliveryBase {
  readonly status: 'delivered';
  readonly deliveredAt: Instant;
}

/** Nothing more is tried. */
export interface FailedDelivery extends DeliveryBase {
  readonly status: 'failed';
  /** Null: all tries of the schedule are used. */
  readonly reason: 'endpoint_disabled' | null;
}

/** The delivery of one event to one endpoint, as a union by status. */
export type Delivery = PendingDelivery | DeliveredDelivery | FailedDelivery;

/** What every status has, for a delivery that changes its status. */
export const deliveryBase = (delivery: Delivery): DeliveryBase => ({
  endpoint: delivery.endpoint,
  id: delivery.id,
  eventId: delivery.eventId,
  type: delivery.type,
  eventAt: delivery.eventAt,
  createdAt: delivery.createdAt,
  tries: delivery.tries,
  used: delivery.used,
  erased: delivery.erased,
  round: delivery.round,
});

/** What a new delivery is of. */
export interface DeliverySubject {
  readonly endpoint: EndpointRef;
  readonly id: DeliveryId;
  readonly eventId: EventId;
  readonly type: EventType;
  readonly eventAt: Instant;
}

/** A delivery as it is first recorded: due at once, or failed if the endpoint is disabled. */
export const newDelivery = (subject: DeliverySubject, isDisabled: boolean, now: Instant): Delivery => {
  const { endpoint, id, eventId, type, eventAt } = subject;
  const base = { endpoint, id, eventId, type, eventAt, createdAt: now, tries: [], used: 0, erased: false, round: 0 };
  return isDisabled
    ? { ...base, status: 'failed', reason: 'endpoint_disabled' }
    : { ...base, status: 'pending', nextTryAt: now };
};

/** A delivery that is due now, at the start of its schedule, whatever its status was. */
export const replayedDelivery = (delivery: Delivery, now: Instant): PendingDelivery => ({
  ...deliveryBase(delivery),
  status: 'pending',
  nextTryAt: now,
  used: 0,
  round: delivery.round + 1,
});

/** A waiting delivery whose endpoint gets nothing any more; any other stays as it is. */
export const stoppedDelivery = (delivery: Delivery): Delivery =>
  delivery.status === 'pending'
    ? { ...deliveryBase(delivery), status: 'failed', reason: 'endpoint_disabled' }
    : delivery;

/** A delivery whose event is gone: nothing can be tried. */
export const lostDelivery = (delivery: Delivery): FailedDelivery => ({
  ...deliveryBase(delivery),
  status: 'failed',
  reason: null,
});

/** A delivery without what endpoints have answered and will answer, which may name an erased person. */
export const erasedDelivery = (delivery: Delivery): Delivery =>
  delivery.erased
    ? delivery
    : { ...delivery, erased: true, tries: delivery.tries.map((one) => ({ ...one, body: null })) };
