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
  /** The slowest that a body may come: bytes a second, after the head start. */
  readonly bodyRate: number;
  readonly bodyHeadStart: number;
  /** A download that takes no byte for so long is cut off. */
  readonly idleWriteTime: number;
  readonly keepAliveTime: number;
  /** After an answer that came before the whole request: read so much more, so much longer, then close. */
  readonly lingerBytes: number;
  readonly lingerTime: number;
  readonly headerBytes: number;
  /** More headers than these are refused: Node would hide them. */
  readonly headerCount: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
  /** Requests that may wait on a connection behind the one that is being answered. */
  readonly pipelined: number;
  /** How often bodies and connections are looked at. */
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
  // Longer than the 60 s after which common load balancers drop an idle connection, so that they drop it, not we.
  keepAliveTime: 65 * SECOND,
  lingerBytes: MEGABYTE,
  lingerTime: 2 * SECOND,
  headerBytes: 16 * 1_024,
  headerCount: 200,
  connections: 10_000,
  requestsPerConnection: 10_000,
  pipelined: 16,
  watchInterval: SECOND,
};
