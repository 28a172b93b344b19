import { expect } from 'chai';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type LoggedEvent } from '../../../src/domain/model/event/event.js';
import { type EventId, type EventPlace, NO_PLACE } from '../../../src/domain/model/event/event-id.js';
import { type EventType } from '../../../src/domain/model/event/event-type.js';
import { type Instant } from '../../../src/domain/model/time.js';
import { type Delivery, type DeliveryId } from '../../../src/domain/model/webhook/delivery.js';
import {
  type Endpoint,
  type EndpointDraft,
  endpointId,
  type EndpointRef,
  type EndpointUrl,
  refOfEndpoint,
} from '../../../src/domain/model/webhook/endpoint.js';
import { webhookSecret } from '../../../src/domain/model/webhook/webhook-secret.js';
import { type Deliveries } from '../../../src/domain/ports/deliveries.js';
import { type EventLog } from '../../../src/domain/ports/event-log.js';
import { type WebhookEndpoints } from '../../../src/domain/ports/webhook-endpoints.js';
import { ACME, NOW, right } from '../support.js';

/** The three ports over one store. */
export interface WebhookPorts {
  readonly events: EventLog;
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: Deliveries;
}

/** What a writer of any store can let happen: each is one change with one event. */
export const happenings = [
  'contact.created',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.played',
  'message.failed',
  'message.unconfirmed',
] as const satisfies readonly EventType[];
export type Happening = (typeof happenings)[number];

/** Lets something happen whose event has this type and time. Resolves when the change is acknowledged. */
export type Happen = (account: AccountId, type: Happening, at: Instant) => Promise<void>;

/** Damages a field of a record, so that it does not decode; what it is found by stays. */
export interface WebhookDamage {
  /** An event that has been relayed. */
  readonly event: (account: AccountId, id: EventId) => Promise<void>;
  readonly endpoint: (endpoint: EndpointRef) => Promise<void>;
  readonly delivery: (endpoint: EndpointRef, id: DeliveryId) => Promise<void>;
}

export interface WebhookStage extends WebhookPorts {
  /** The same store as another process has it open. */
  readonly elsewhere: WebhookPorts;
  readonly happen: Happen;
  /** The same by that other process. */
  readonly happenElsewhere: Happen;
  /** A number that rises with each write of an endpoint or a delivery. */
  readonly writes: () => Promise<number>;
  readonly damage: WebhookDamage;
}

/** What an implementation lacks, so that its tests show as pending. */
export interface Gaps {
  /** It keeps no records, so that none is damaged and no write is counted. */
  readonly noRecords?: true;
  /** One process works for all accounts, and the stage of another has no events to relay. */
  readonly oneProcess?: true;
}

/** How many rounds of relaying a test waits for. */
const MOST_ROUNDS = 10_000;

/** Relays until nothing waits. */
export const drain = async ({ events }: Pick<WebhookPorts, 'events'>, now: Instant = NOW): Promise<void> => {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const waiting = await right(events.waiting(100));
    if (waiting.length === 0) return;
    for (const account of waiting) await right(events.relay(account, now));
  }
  expect.fail('there is always something to relay');
};

/** All events of an account behind a place, page by page. */
export const eventsOf = async (
  { events }: Pick<WebhookPorts, 'events'>,
  account: AccountId = ACME,
  types: readonly EventType[] | null = null,
  limit = 100,
  behind: EventPlace = NO_PLACE,
): Promise<readonly LoggedEvent[]> => {
  const found: LoggedEvent[] = [];
  for (let place = behind, more = true; more;) {
    const page = await right(events.after(account, place, types, limit));
    expect(page.damaged).to.deep.equal([]);
    expect(page.items.length).to.be.at.most(limit);
    expect(page.through).to.be.at.least(place);
    found.push(...page.items);
    more = page.more;
    place = page.through;
  }
  return found;
};

/** What tells events of one test apart: each happens at a time of its own. */
export const timesOf = (events: readonly LoggedEvent[]): readonly Instant[] => events.map(({ event }) => event.at);
export const typesOf = (events: readonly LoggedEvent[]): readonly EventType[] => events.map(({ event }) => event.type);

/** An endpoint with an id of its own. */
export const endpointDraft = (index: number, more: Partial<EndpointDraft> = {}): EndpointDraft => ({
  accountId: ACME,
  id: endpointId(`endpoint-${String(index).padStart(13, '0')}`),
  url: `https://crm.example.com/hooks/${index}` as EndpointUrl,
  events: null,
  description: null,
  disabled: null,
  failingSince: null,
  lastSuccessAt: null,
  secret: webhookSecret(`${index}`.padStart(43, 's')),
  oldSecret: null,
  createdAt: NOW + index,
  updatedAt: NOW + index,
  ...more,
});

export const makeEndpoint = (
  { endpoints }: Pick<WebhookPorts, 'endpoints'>,
  index = 1,
  more: Partial<EndpointDraft> = {},
): Promise<Endpoint> => right(endpoints.create(endpointDraft(index, more)));

const anyDelivery = { status: null, type: null };

/** All deliveries of an endpoint, newest first. */
export const deliveriesTo = async (
  { deliveries }: Pick<WebhookPorts, 'deliveries'>,
  endpoint: EndpointRef,
  filter: Parameters<Deliveries['list']>[1] = anyDelivery,
  limit = 100,
): Promise<readonly Delivery[]> => {
  const found: Delivery[] = [];
  for (let after: DeliveryId | null = null, more = true; more;) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(deliveries, endpoint, filter, after, limit);
    found.push(...page.items);
    after = page.next;
    more = after !== null;
  }
  return found;
};

const pageOf = async (
  deliveries: Deliveries,
  endpoint: EndpointRef,
  filter: Parameters<Deliveries['list']>[1],
  after: DeliveryId | null,
  limit: number,
) => {
  const page = await right(deliveries.list(refOfEndpoint(endpoint), filter, after, limit));
  expect(page.items.length).to.be.at.most(limit);
  expect(page.damaged).to.deep.equal([]);
  return page;
};
