import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Endpoint } from '../../model/webhook/endpoint.js';
import { triedDelivery } from '../../model/webhook/retry-schedule.js';
import { judgedBy, type Lane, type UnrecordedTry } from './lane.js';
import { type Patience, type Trouble } from './patience.js';
import { type DeliverEventsPorts } from './ports.js';

type RecordPorts = Pick<DeliverEventsPorts, 'deliveries' | 'watch'>;

/** How many tries are recorded in one step. */
const MOST_RECORDED = 64;

/**
 * Records tries of an endpoint, the oldest first, with their deliveries and their endpoint. False if the store is down:
 * they stay unrecorded. If they have disabled the endpoint, what waits for it is stopped.
 */
export const recordTries = async (
  ports: RecordPorts,
  patience: Patience,
  lane: Lane,
  most = MOST_RECORDED,
): Promise<boolean> => {
  const tries = lane.unrecorded.slice(0, most);
  let wasEnabled = false as boolean;
  const written = await write(ports, patience, lane, tries, (endpoint) => {
    wasEnabled = endpoint.disabled === null;
    return judgedBy(endpoint, tries);
  });
  if (E.isRight(written)) {
    lane.unrecorded = lane.unrecorded.slice(tries.length);
    tries.forEach(({ id }) => lane.inHand.delete(id));
    if (wasEnabled && O.isSome(written.right)) await stopIfDisabled(ports, patience, written.right.value);
    return true;
  }
  if (written.left === 'down') return false;
  if (tries.length > 1) return recordEach(ports, patience, lane, tries.length);
  // It stays in hand, or it would be tried without end.
  lane.unrecorded = lane.unrecorded.slice(1);
  return true;
};

/** One damaged record fails its own try only (SAFETY N6). */
const recordEach = async (ports: RecordPorts, patience: Patience, lane: Lane, count: number): Promise<boolean> => {
  for (let left = count; left > 0; left -= 1) if (!(await recordTries(ports, patience, lane, 1))) return false;
  return true;
};

const write = (
  { deliveries }: RecordPorts,
  patience: Patience,
  { ref }: Lane,
  tries: readonly UnrecordedTry[],
  judge: (endpoint: Endpoint) => Endpoint,
): Promise<E.Either<Trouble, O.Option<Endpoint>>> =>
  patience.ask(
    deliveries.change(
      ref,
      tries.map(({ id, ended }) => ({ id, change: (delivery) => triedDelivery(delivery, ended) })),
      judge,
    ),
  );

/** What this does not stop, because the store is down, is stopped when it comes due. */
const stopIfDisabled = async (
  { deliveries, watch }: RecordPorts,
  patience: Patience,
  endpoint: Endpoint,
): Promise<void> => {
  if (endpoint.disabled === null) return;
  watch.onDisabled(endpoint, endpoint.disabled.reason);
  await patience.ask(deliveries.stopAll(endpoint));
};
