import { MEGABYTE } from '../../../domain/model/bytes.js';
import { MINUTE, SECOND } from '../../../domain/model/time.js';

/** How long and how much a connection may ask for. Times in milliseconds, sizes in bytes. */
export interface HttpLimits {
  /** From the connection, or the end of the last request on it, to the end of a request's headers. */
  readonly headersTime: number;
  /** From the headers to the end of a body of up to `largeBody`, and of a larger one. */
  readonly bodyTime: number;
  readonly largeBodyTime: number;
  readonly largeBody: number;
  /** The slowest pace of a body after the head start, in bytes per second. */
  readonly bodyRate: number;
  readonly bodyHeadStart: number;
  /** An answer of which the client takes no byte for this long is cut off. */
  readonly idleWriteTime: number;
  readonly keepAliveTime: number;
  /**
   * How much, and for how long, is still read after an answer that came before the whole request. Then the connection
   * is closed.
   */
  readonly lingerBytes: number;
  readonly lingerTime: number;
  readonly headerBytes: number;
  /** A request with more headers is refused, because Node would drop the rest. */
  readonly headerCount: number;
  /** Where so many are open, the one that has waited longest for a whole request is closed for a newcomer. */
  readonly connections: number;
  /** Heads that are not whole yet, over all connections. Where there are more, the oldest is cut off (SAFETY.md N2). */
  readonly headsHeld: number;
  /** Bodies without files that are not whole yet, over all connections, likewise. */
  readonly bodiesHeld: number;
  /** Answers that wait because the caller does not read, over all connections, likewise. */
  readonly answersHeld: number;
  /** A webhook's body must be whole within this time. */
  readonly webhookTime: number;
  /** How much of a body may wait, parsed, for its reader on each connection. */
  readonly unreadBytes: number;
  readonly requestsPerConnection: number;
  /** How many requests may wait on a connection behind the running one. */
  readonly pipelined: number;
  /** How often bodies and connections are checked. */
  readonly watchInterval: number;
}

export const httpLimits: HttpLimits = {
  headersTime: 15 * SECOND,
  bodyTime: 300 * SECOND,
  largeBodyTime: 30 * MINUTE,
  largeBody: 16 * MEGABYTE,
  bodyRate: 1_024,
  bodyHeadStart: 10 * SECOND,
  idleWriteTime: 30 * SECOND,
  // Longer than the 60 s after which common load balancers close an idle connection, so that they close it first.
  keepAliveTime: 65 * SECOND,
  lingerBytes: MEGABYTE,
  lingerTime: 2 * SECOND,
  headerBytes: 16 * 1_024,
  headerCount: 200,
  connections: 10_000,
  headsHeld: 32 * MEGABYTE,
  bodiesHeld: 32 * MEGABYTE,
  answersHeld: 32 * MEGABYTE,
  webhookTime: 15 * SECOND,
  unreadBytes: 1_024,
  requestsPerConnection: 10_000,
  pipelined: 16,
  watchInterval: SECOND,
};
