import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../model/account/account.js';
import { type EndpointRef } from '../../model/webhook/endpoint.js';
import { type DeliverEventsPorts } from './ports.js';
import { type DeliverySurroundings } from './surroundings.js';
import { makeWorkLine } from './work-line.js';

type RelayPorts = Pick<DeliverEventsPorts, 'events' | 'clock' | 'watch'>;

/** How many accounts are relayed at once. On files one would do; a database takes its time over each. */
const AT_ONCE = 4;

/** How many accounts are looked for at a time. */
const MOST_ACCOUNTS = 1_000;

/**
 * Looks for accounts with events that wait, and has them relayed, each some at a time so that none holds up another. Calls
 * back with the endpoints that got deliveries.
 */
export const makeRelayEvents = (
  ports: RelayPorts,
  { patience, work, phase }: Pick<DeliverySurroundings, 'patience' | 'work' | 'phase'>,
  onDeliveries: (endpoints: readonly EndpointRef[]) => void,
): (() => Promise<void>) => {
  const mayAsk = (): boolean => phase() === 'running' && !patience.isPausing();
  const line = makeWorkLine<AccountId>(ports.clock, AT_ONCE, async (account) => {
    if (!mayAsk()) return;
    const relayed = await work.during(() => patience.ask(ports.events.relay(account, ports.clock.now())));
    if (E.isLeft(relayed)) return;
    const { count, endpoints, more, damaged } = relayed.right;
    damaged.forEach(ports.watch.onDamaged);
    if (count > 0) ports.watch.onRelayed(account);
    onDeliveries(endpoints);
    if (more) line.add(account);
  });
  return async () => {
    if (!mayAsk()) return;
    const waiting = await work.during(() => patience.ask(ports.events.waiting(MOST_ACCOUNTS)));
    if (E.isRight(waiting)) waiting.right.forEach(line.add);
  };
};
