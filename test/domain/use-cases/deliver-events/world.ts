import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { exampleEvent } from '../../../../src/domain/model/event/example-event.js';
import { type EventType } from '../../../../src/domain/model/event/event-type.js';
import { type LoggedEvent } from '../../../../src/domain/model/event/event.js';
import { type Delivery, deliveryIdOf } from '../../../../src/domain/model/webhook/delivery.js';
import { type DeliveryTry } from '../../../../src/domain/model/webhook/delivery-try.js';
import { type Endpoint, endpointId, type EndpointUrl } from '../../../../src/domain/model/webhook/endpoint.js';
import { webhookSecret } from '../../../../src/domain/model/webhook/webhook-secret.js';
import { type WebhookAnswer, type WebhookCall } from '../../../../src/domain/ports/webhook-sender.js';
import { makeDeliverEvents } from '../../../../src/domain/use-cases/deliver-events/deliver-events.js';
import { type DeliverEventsPorts } from '../../../../src/domain/use-cases/deliver-events/ports.js';
import { type Stored } from '../../../../src/domain/ports/store.js';
import { orThrow } from '../../../../src/kit/or-throw.js';
import { fakeClock } from '../../../support/fake-clock.js';
import { memoryWebhooks } from '../../../support/memory-webhooks/memory-webhooks.js';
import { NOW } from '../../../support/happy-ports.js';

export const ACME = 1 as AccountId;

/** What an endpoint answers, in milliseconds or never. */
export interface Scripted {
  readonly status?: number;
  readonly reason?: DeliveryTry['reason'];
  readonly ms?: number;
  readonly retryAfter?: number;
}

export const ok: Scripted = { status: 200 };
export const down: Scripted = { reason: 'unreachable' };
export const hanging: Scripted = { reason: 'timeout', ms: 15_000 };

/** A service over memory, whose endpoints answer as a test says and whose time a test moves. */
export const deliveryWorld = (more: Partial<DeliverEventsPorts> = {}) => {
  const clock = fakeClock(NOW);
  const memory = memoryWebhooks();
  const script = new Map<EndpointUrl, (call: WebhookCall, nth: number) => Scripted>();
  const calls: { readonly call: WebhookCall; readonly at: number }[] = [];
  const running = new Map<EndpointUrl, number>();
  const most = new Map<EndpointUrl, number>();
  const logged: string[] = [];
  let isDown = false;
  let endpoints = 0;

  const send = (call: WebhookCall) => async (): Promise<WebhookAnswer> => {
    const at = clock.now();
    calls.push({ call, at });
    const now = (running.get(call.url) ?? 0) + 1;
    running.set(call.url, now);
    most.set(call.url, Math.max(most.get(call.url) ?? 0, now));
    const nth = calls.filter((one) => one.call.url === call.url).length;
    const { status = null, reason, ms = 0, retryAfter = null } = script.get(call.url)?.(call, nth) ?? ok;
    if (ms > 0) await clock.sleep(ms)();
    running.set(call.url, (running.get(call.url) ?? 1) - 1);
    const isGood = status !== null && status >= 200 && status < 300;
    const made: DeliveryTry = {
      at,
      httpStatus: status,
      reason: reason ?? (isGood ? null : 'http_status'),
      ms,
      body: null,
    };
    return { made, retryAfter };
  };

  /** A store that is down while a test says so. */
  const whileUp = <F extends (...args: never[]) => Stored<unknown>>(work: F): F =>
    ((...args: never[]) =>
      async () =>
        isDown ? E.left(unavailable(new Error('down'))) : work(...args)()) as F;

  const ports: DeliverEventsPorts = {
    events: {
      ...memory.events,
      waiting: whileUp(memory.events.waiting),
      relay: whileUp(memory.events.relay),
    },
    deliveries: {
      due: whileUp(memory.deliveries.due),
      endpointsDue: whileUp(memory.deliveries.endpointsDue),
      change: whileUp(memory.deliveries.change),
      stopAll: whileUp(memory.deliveries.stopAll),
    },
    sender: { send },
    clock,
    chance: () => 0,
    watch: {
      onRelayed: () => undefined,
      onTried: () => undefined,
      onDisabled: ({ id }, reason) => void logged.push(`disabled ${id} ${reason}`),
      onUnavailable: () => void logged.push('unavailable'),
      onDefect: (cause) => void logged.push(`defect ${String(cause)}`),
      onDamaged: ({ what }) => void logged.push(`damaged ${what}`),
    },
    ...more,
  };
  const newEndpoint = async (account: AccountId, answer: Scripted | ((nth: number) => Scripted)): Promise<Endpoint> => {
    endpoints += 1;
    const url = `https://hooks.example.com/${endpoints}` as EndpointUrl;
    script.set(url, (_call, nth) => (typeof answer === 'function' ? answer(nth) : answer));
    return orThrow(
      memory.endpoints.create({
        accountId: account,
        id: endpointId(`${endpoints}`.padStart(22, 'e')),
        url,
        events: null,
        description: null,
        disabled: null,
        failingSince: null,
        lastSuccessAt: null,
        secret: webhookSecret('s'.repeat(43)),
        oldSecret: null,
        createdAt: clock.now(),
        updatedAt: clock.now(),
      }),
    );
  };

  return {
    clock,
    memory,
    calls,
    logged,
    ports,
    deliver: makeDeliverEvents(ports),
    newEndpoint,
    script,
    /** How many tries of an endpoint ran at once at the most. */
    mostAtOnce: ({ url }: Endpoint) => most.get(url) ?? 0,
    callsTo: ({ url }: Endpoint) => calls.filter(({ call }) => call.url === url),
    happen: (count = 1, account = ACME, type: EventType = 'message.sent'): readonly LoggedEvent[] =>
      Array.from({ length: count }, () => memory.append(exampleEvent(type, account, clock.now()))),
    setDown: (value: boolean) => void (isDown = value),
    deliveryOf: async ({ id: event }: LoggedEvent, endpoint: Endpoint): Promise<Delivery> => {
      const found = await orThrow(memory.deliveries.byId(endpoint, deliveryIdOf(event, endpoint.id)));
      if (O.isNone(found)) throw new Error('there is no such delivery');
      return found.value;
    },
    endpointNow: async ({ accountId, id }: Endpoint): Promise<Endpoint> => {
      const found = await orThrow(memory.endpoints.byId(accountId, id));
      if (O.isNone(found)) throw new Error('there is no such endpoint');
      return found.value;
    },
  };
};
