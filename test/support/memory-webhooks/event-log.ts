import * as TE from 'fp-ts/lib/TaskEither.js';
import { countedAs, dayOf, noCounts } from '../../../src/domain/model/event/activity.js';
import { type LoggedEvent, type OutboundEvent } from '../../../src/domain/model/event/event.js';
import { type EventPlace } from '../../../src/domain/model/event/event-id.js';
import { type Instant } from '../../../src/domain/model/time.js';
import { deliveryIdOf, newDelivery } from '../../../src/domain/model/webhook/delivery.js';
import { type Endpoint, refOfEndpoint, wants } from '../../../src/domain/model/webhook/endpoint.js';
import { type EventLog } from '../../../src/domain/ports/event-log.js';
import { type AccountState, type MemoryState, newestPlace, stateOf } from './state.js';

/** How many events one call relays, and looks through. Few, so that tests see more than one page. */
const SLICE = 50;

/** The events of all accounts. They have their place as soon as they are appended. */
export const memoryEventLog = (state: MemoryState, listeners: Set<() => void>): EventLog => ({
  waiting: (limit) =>
    TE.rightIO(() =>
      [...state]
        .filter(([, { log, relayed }]) => relayed < log.length)
        .map(([account]) => account)
        .slice(0, limit),
    ),

  relay: (account, now) =>
    TE.rightIO(() => {
      const one = stateOf(state, account);
      const slice = one.log.slice(one.relayed, one.relayed + SLICE);
      const endpoints = new Set<Endpoint>();
      slice.forEach((logged, index) => {
        const place = one.relayed + index + 1;
        for (const endpoint of endpointsFor(one, logged, place)) {
          deliver(one, endpoint, logged, now);
          endpoints.add(endpoint);
        }
        tally(one, logged.event);
      });
      one.relayed += slice.length;
      return {
        count: slice.length,
        more: one.relayed < one.log.length,
        endpoints: [...endpoints].map(refOfEndpoint),
        damaged: [],
      };
    }),

  after: (account, place, types, limit) =>
    TE.rightIO(() => {
      const { log } = stateOf(state, account);
      const looked = log.slice(place, place + SLICE);
      const fits = looked.filter(({ event }) => types === null || types.includes(event.type)).slice(0, limit);
      const last = fits.at(-1);
      const through = fits.length === limit && last !== undefined ? log.indexOf(last) + 1 : place + looked.length;
      return { items: fits, damaged: [], through: through as EventPlace, more: through < log.length };
    }),

  newest: (account) => TE.rightIO(() => newestPlace(stateOf(state, account))),
  counts: (account, days) => TE.rightIO(() => days.map((day) => stateOf(state, account).counts.get(day) ?? noCounts)),
  lastSeen: (account) => TE.rightIO(() => stateOf(state, account).lastSeen),
  onWritten: (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
});

const endpointsFor = ({ endpoints }: AccountState, { event }: LoggedEvent, place: number): readonly Endpoint[] =>
  [...endpoints.values()].filter((endpoint) => endpoint.behind < place && wants(endpoint, event.type));

const deliver = ({ deliveries }: AccountState, endpoint: Endpoint, { id, event }: LoggedEvent, now: Instant): void => {
  const subject = {
    endpoint: refOfEndpoint(endpoint),
    id: deliveryIdOf(id, endpoint.id),
    eventId: id,
    type: event.type,
    eventAt: event.at,
  };
  const made = newDelivery(subject, endpoint.disabled !== null, now);
  deliveries.get(endpoint.id)?.set(made.id, made);
};

const tally = (one: AccountState, { type, at }: OutboundEvent): void => {
  const counted = countedAs(type);
  const counts = one.counts.get(dayOf(at)) ?? noCounts;
  if (counted !== null) one.counts.set(dayOf(at), { ...counts, [counted]: counts[counted] + 1 });
  const { sentAt, statusAt } = one.lastSeen;
  if (type === 'message.sent') one.lastSeen = { sentAt: Math.max(sentAt ?? at, at), statusAt };
  if (type === 'message.delivered' || type === 'message.read' || type === 'message.played')
    one.lastSeen = { sentAt, statusAt: Math.max(statusAt ?? at, at) };
};
