import * as E from 'fp-ts/lib/Either.js';
import { type Endpoint, type EndpointRef } from '../../model/webhook/endpoint.js';
import { type DueDelivery } from '../../ports/deliveries.js';
import {
  hasRoom,
  isDisabled,
  isIdle,
  isStale,
  judgedBy,
  keyOfLane,
  type Lane,
  mayWait,
  newLane,
  RECORD_PAUSE,
} from './lane.js';
import { makePlaces } from './places.js';
import { type DeliverEventsPorts, MOST_TRIES } from './ports.js';
import { readDue } from './read-due.js';
import { recordTries } from './record-tries.js';
import { type DeliverySurroundings } from './surroundings.js';
import { tryDelivery } from './try-delivery.js';
import { makeWorkLine } from './work-line.js';

/** Tries what is due, endpoint by endpoint. */
export interface DeliverDue {
  /** These endpoints may have something that is due. */
  readonly expect: (endpoints: readonly EndpointRef[]) => void;
  /** Looks which endpoints have something due, and goes on where something had to wait. */
  readonly look: () => Promise<void>;
  /** Records what is not recorded, also if the store was down a moment ago. */
  readonly recordAll: () => Promise<void>;
}

/** How many endpoints are read at once. */
const READS_AT_ONCE = 4;

export const makeDeliverDue = (ports: DeliverEventsPorts, around: DeliverySurroundings): DeliverDue => {
  const { patience, tries, work, phase } = around;
  const places = makePlaces(ports.mostTries ?? MOST_TRIES);
  /** The endpoint whose last try began first comes first. */
  const lanes = new Map<string, Lane>();

  const reads = makeWorkLine<Lane>(ports.clock, READS_AT_ONCE, async (lane) => {
    if (phase() === 'running') await work.during(() => readDue(ports, patience, lane));
    lane.isReading = false;
    serve(lane);
  });

  /** Begins a try, if one may begin. If there is none to begin, the endpoint is read, or forgotten until it is expected. */
  const beginOne = (lane: Lane): boolean => {
    if (phase() !== 'running' || lane.isReading) return false;
    if (isDisabled(lane)) lane.queue = [];
    if (lane.queue.length === 0) {
      if (lane.mayHaveMore && hasRoom(lane) && !patience.isPausing()) read(lane);
      else if (isIdle(lane)) lanes.delete(keyOfLane(lane.ref));
      return false;
    }
    if (!hasRoom(lane) || !places.hasOneFor(lane)) return false;
    if (isStale(lane, ports.clock.elapsed())) {
      if (!patience.isPausing()) read(lane);
      return false;
    }
    const { endpoint } = lane;
    const [next, ...queue] = lane.queue;
    if (next === undefined || endpoint === null) return false;
    lane.queue = queue;
    void tries.during(() => tryNext(lane, next, endpoint));
    return true;
  };

  const tryNext = async (lane: Lane, next: DueDelivery, endpoint: Endpoint): Promise<void> => {
    lane.inHand.add(next.delivery.id);
    lane.begun += 1;
    places.take(lane);
    toTheEnd(lane);
    const tried = await tryDelivery(ports, next, endpoint);
    places.leave(lane);
    if (phase() === 'left') return;
    lane.unrecorded = [...lane.unrecorded, tried];
    if (lane.endpoint !== null) lane.endpoint = judgedBy(lane.endpoint, [tried]);
    void record(lane);
    if (places.areScarce()) serveAll();
    else serve(lane);
  };

  const toTheEnd = (lane: Lane): void => {
    lanes.delete(keyOfLane(lane.ref));
    lanes.set(keyOfLane(lane.ref), lane);
  };

  const read = (lane: Lane): void => {
    lane.isReading = true;
    reads.add(lane);
  };

  const serve = (lane: Lane): void => {
    while (beginOne(lane));
  };

  /** Gives a place to whoever has waited longest. A lane that gets one comes again behind all others. */
  const serveAll = (): void => {
    for (const lane of lanes.values()) beginOne(lane);
  };

  const record = async (lane: Lane): Promise<void> => {
    if (lane.isRecording || patience.isPausing()) return;
    if (mayWait(lane, ports.clock.elapsed())) return recordLater(lane);
    lane.isRecording = true;
    lane.recordedAt = ports.clock.elapsed();
    await work.during(async () => {
      while (lane.unrecorded.length > 0 && phase() !== 'left' && (await recordTries(ports, patience, lane)));
      lane.isRecording = false;
    });
    serve(lane);
  };

  const recordLater = async (lane: Lane): Promise<void> => {
    if (lane.willRecord) return;
    lane.willRecord = true;
    await ports.clock.sleep(RECORD_PAUSE)();
    lane.willRecord = false;
    if (phase() === 'running') await record(lane);
  };

  const expect = (endpoints: readonly EndpointRef[]): void => {
    for (const ref of endpoints) {
      const lane = lanes.get(keyOfLane(ref)) ?? newLane(ref);
      lanes.set(keyOfLane(ref), lane);
      lane.mayHaveMore = true;
    }
    serveAll();
  };

  return {
    expect,
    look: async () => {
      if (phase() !== 'running' || patience.isPausing()) return;
      for (const lane of lanes.values()) void record(lane);
      const due = await work.during(() => patience.ask(ports.deliveries.endpointsDue(ports.clock.now())));
      expect(E.isRight(due) ? due.right : []);
    },
    recordAll: async () => {
      const unrecorded = [...lanes.values()].filter((lane) => lane.unrecorded.length > 0);
      await Promise.all(unrecorded.map((lane) => recordTries(ports, patience, lane, lane.unrecorded.length)));
    },
  };
};
