import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type DueWork } from '../../ports/deliveries.js';
import { isDisabled, judgedBy, type Lane, wantedAhead } from './lane.js';
import { type Patience } from './patience.js';
import { type DeliverEventsPorts } from './ports.js';

type ReadPorts = Pick<DeliverEventsPorts, 'deliveries' | 'clock' | 'watch'>;

/**
 * Reads what is due at an endpoint, and the endpoint itself. What is in hand is due as well until its try is recorded, so
 * that many more are read and left out. If the endpoint is disabled, what is due is stopped.
 */
export const readDue = async (ports: ReadPorts, patience: Patience, lane: Lane): Promise<void> => {
  // A try may be recorded while this reads, and what was read be older.
  const held = new Set(lane.inHand);
  const limit = wantedAhead(lane) + held.size;
  lane.mayHaveMore = false;
  lane.queue = [];
  const read = await patience.ask(ports.deliveries.due(lane.ref, ports.clock.now(), limit));
  if (E.isLeft(read)) {
    lane.mayHaveMore = read.left === 'down';
    return;
  }
  lane.readAt = ports.clock.elapsed();
  lane.begun = 0;
  if (O.isNone(read.right)) lane.endpoint = null;
  else await take(ports, patience, lane, { work: read.right.value, held, limit });
};

interface Read {
  readonly work: DueWork;
  readonly held: ReadonlySet<string>;
  readonly limit: number;
}

const take = async (
  { deliveries, watch }: ReadPorts,
  patience: Patience,
  lane: Lane,
  { work: { endpoint, due, damaged }, held, limit }: Read,
): Promise<void> => {
  damaged.forEach(watch.onDamaged);
  lane.endpoint = judgedBy(endpoint, lane.unrecorded);
  if (endpoint.disabled !== null) {
    if (due.length > 0) await patience.ask(deliveries.stopAll(lane.ref));
    return;
  }
  // A try that is not recorded yet may have disabled it.
  if (isDisabled(lane)) return;
  lane.queue = due.filter(({ delivery }) => !held.has(delivery.id));
  lane.mayHaveMore ||= due.length + damaged.length >= limit;
};
