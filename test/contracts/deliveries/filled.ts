import { expect } from 'chai';
import { type Delivery, type DeliveryId } from '../../../src/domain/model/webhook/delivery.js';
import { type DeliveryTry } from '../../../src/domain/model/webhook/delivery-try.js';
import { type Endpoint, type EndpointRef } from '../../../src/domain/model/webhook/endpoint.js';
import { triedDelivery } from '../../../src/domain/model/webhook/retry-schedule.js';
import { type DueWork } from '../../../src/domain/ports/deliveries.js';
import {
  deliveriesTo,
  drain,
  happenings,
  makeEndpoint,
  type WebhookPorts,
  type WebhookStage,
} from '../events/stage.js';
import { NOW, right, some, times } from '../support.js';

/** So many events happen one after the other; more happen at once, in no order. */
const ONE_BY_ONE = 30;

/** An endpoint that has a delivery of each of so many events, oldest first; they happen each millisecond from `NOW` on. */
export const filled = async (
  stage: WebhookStage,
  count: number,
  index = 1,
): Promise<{ readonly endpoint: Endpoint; readonly deliveries: readonly Delivery[] }> => {
  const endpoint = await makeEndpoint(stage, index);
  const happen = (at: number): Promise<void> =>
    stage.happen(endpoint.accountId, happenings[at % happenings.length] ?? 'message.sent', NOW + at);
  if (count > ONE_BY_ONE) await Promise.all(times(count, happen));
  else
    for (const at of times(count, same)) {
      await happen(at);
      await drain(stage);
    }
  await drain(stage);
  const deliveries = [...(await deliveriesTo(stage, endpoint))].reverse();
  expect(deliveries).to.have.length(count);
  return { endpoint, deliveries };
};

export const dueOf = (
  { deliveries }: Pick<WebhookPorts, 'deliveries'>,
  endpoint: Endpoint,
  now = NOW,
  limit = 100,
): Promise<DueWork> => some(deliveries.due(endpoint, now, limit));

export const duePlan = async (
  ports: Pick<WebhookPorts, 'deliveries'>,
  endpoint: Endpoint,
  now = NOW,
  limit = 100,
): Promise<readonly DeliveryId[]> => (await dueOf(ports, endpoint, now, limit)).due.map(({ delivery }) => delivery.id);

export const ofIds = (deliveries: readonly Delivery[]): readonly DeliveryId[] => deliveries.map(({ id }) => id);

const A_TRY: DeliveryTry = { at: NOW, httpStatus: 200, reason: null, ms: 3, body: 'ok' };

/** A try that has succeeded, or failed, and ended at `endedAt`. */
export const tried =
  (isSuccess: boolean, endedAt = NOW) =>
  (delivery: Delivery): Delivery =>
    triedDelivery(delivery, {
      made: isSuccess ? A_TRY : { ...A_TRY, httpStatus: 503, reason: 'http_status', body: 'try later' },
      round: delivery.round,
      endedAt,
      retryAfter: null,
      chance: 0,
    });

/** Makes a pending delivery due at another time. */
export const dueAt =
  (nextTryAt: number) =>
  (delivery: Delivery): Delivery => ({ ...delivery, status: 'pending', nextTryAt });

export const same = <A>(value: A): A => value;

/** Changes deliveries of an endpoint, and nothing of the endpoint. */
export const changeAll = async (
  { deliveries }: Pick<WebhookPorts, 'deliveries'>,
  endpoint: Endpoint,
  changed: readonly Delivery[],
  change: (delivery: Delivery) => Delivery,
): Promise<void> => {
  await right(
    deliveries.change(
      endpoint,
      changed.map(({ id }) => ({ id, change })),
      same,
    ),
  );
};

/** Stops what waits for an endpoint, which is disabled meanwhile. Returns how many. */
export const stopped = async (
  { endpoints, deliveries }: Pick<WebhookStage, 'endpoints' | 'deliveries'>,
  endpoint: EndpointRef,
): Promise<number> => {
  const put = (disabled: Endpoint['disabled']) =>
    right(endpoints.update(endpoint.accountId, endpoint.id, (one) => ({ ...one, disabled })));
  await put({ reason: 'by_hand', at: NOW });
  const count = await right(deliveries.stopAll(endpoint));
  await put(null);
  return count;
};
