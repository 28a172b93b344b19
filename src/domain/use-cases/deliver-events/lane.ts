import { type AccountId } from '../../model/account/account.js';
import { type DeliveryId } from '../../model/webhook/delivery.js';
import { AT_ONCE, AT_ONCE_FAILING } from '../../model/webhook/delivery-try.js';
import {
  type Endpoint,
  type EndpointRef,
  type EndpointVerdict,
  judgedEndpoint,
  refOfEndpoint,
} from '../../model/webhook/endpoint.js';
import { type EndedTry } from '../../model/webhook/retry-schedule.js';
import { SECOND } from '../../model/time.js';
import { type DueDelivery } from '../../ports/deliveries.js';

/** A try that has ended and is not recorded yet. */
export interface UnrecordedTry {
  readonly id: DeliveryId;
  readonly ended: EndedTry;
  /** Null: it says nothing of the endpoint. */
  readonly verdict: EndpointVerdict | null;
}

/** The work of one endpoint in this process. */
export interface Lane {
  readonly ref: EndpointRef;
  /** What to try next, in this order, as it was last read. */
  queue: DueDelivery[];
  /** The endpoint as it was last read, judged by the tries since; null before, and if it is gone. */
  endpoint: Endpoint | null;
  /** When it was last read, by the monotonic clock. */
  readAt: number;
  /** Deliveries that are being tried, or were tried and are not recorded yet. No second try of them begins. */
  readonly inHand: Set<DeliveryId>;
  running: number;
  unrecorded: readonly UnrecordedTry[];
  isRecording: boolean;
  /** When the last record began, by the monotonic clock. */
  recordedAt: number;
  /** The next record waits for more tries to end. */
  willRecord: boolean;
  /** It is being read, or in line for it. */
  isReading: boolean;
  /** More may be due than was read. */
  mayHaveMore: boolean;
  /** How many tries began since it was last read. */
  begun: number;
}

export const keyOfLane = ({ accountId, id }: EndpointRef): string => `${accountId}/${id}`;

export const newLane = (ref: EndpointRef): Lane => ({
  ref: refOfEndpoint(ref),
  queue: [],
  endpoint: null,
  readAt: 0,
  inHand: new Set(),
  running: 0,
  unrecorded: [],
  isRecording: false,
  recordedAt: Number.NEGATIVE_INFINITY,
  willRecord: false,
  isReading: false,
  mayHaveMore: false,
  begun: AT_ONCE / 2,
});

export const accountOf = ({ ref }: Lane): AccountId => ref.accountId;

/** How long what was read counts. A change of an endpoint, or of an event by erasing, counts for tries 2 s later. */
const READ_COUNTS = SECOND;

/** How many deliveries are read ahead of their tries. */
const MOST_AHEAD = 64;

/** How many tries may wait to be recorded. */
const MOST_UNRECORDED = 64;

/** The least time between two records of one endpoint, so that what ends in bursts is recorded in bursts. */
export const RECORD_PAUSE = 50;

/** Whether the next record may wait for more tries to end: no try waits for it. */
export const mayWait = ({ recordedAt, unrecorded }: Lane, elapsed: number): boolean =>
  elapsed - recordedAt < RECORD_PAUSE && unrecorded.length < MOST_UNRECORDED / 2;

export const isStale = ({ readAt }: Lane, elapsed: number): boolean => elapsed - readAt > READ_COUNTS;

/** How many to read: twice as many as were tried since the last time, so that a slow endpoint is not read in vain. */
export const wantedAhead = (lane: Lane): number =>
  Math.min(MOST_AHEAD, Math.max(2 * lane.begun, atOnce(lane) - lane.running));

/** Whether another try may begin, as far as this endpoint goes. */
export const hasRoom = (lane: Lane): boolean => lane.running < atOnce(lane) && lane.unrecorded.length < MOST_UNRECORDED;

/** Eight at once; one after a failure until one succeeds (SAFETY R5). */
const atOnce = ({ endpoint }: Lane): number =>
  endpoint === null || endpoint.failingSince === null ? AT_ONCE : AT_ONCE_FAILING;

export const isDisabled = ({ endpoint }: Pick<Lane, 'endpoint'>): boolean =>
  endpoint !== null && endpoint.disabled !== null;

/** Whether there is nothing to do for the endpoint until somebody says so. */
export const isIdle = (lane: Lane): boolean =>
  lane.queue.length === 0 && lane.inHand.size === 0 && !lane.isReading && !lane.mayHaveMore;

/** An endpoint as it will be once these tries are recorded. */
export const judgedBy = (endpoint: Endpoint, tries: readonly UnrecordedTry[]): Endpoint =>
  tries.reduce((judged, { verdict }) => (verdict === null ? judged : judgedEndpoint(judged, verdict)), endpoint);
