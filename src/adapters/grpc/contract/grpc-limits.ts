import { MEGABYTE } from '../../../domain/model/bytes.js';
import { MINUTE, SECOND } from '../../../domain/model/time.js';

/** How long and how much a caller may ask for. Times in milliseconds, sizes in bytes. */
export interface GrpcLimits {
  /** A message, inflated: a chunk of 1 MiB and what belongs to it. */
  readonly messageBytes: number;
  /** A message of any other call than an upload. Messages and pauses between them may take `smallMessageTime`. */
  readonly smallMessageBytes: number;
  readonly smallMessageTime: number;
  /** How many pieces of less than `pieceBytes` on average one message may have. */
  readonly pieces: number;
  readonly pieceBytes: number;
  /** How many bytes of a stream may be in transit before we have read them. */
  readonly windowBytes: number;
  /** Metadata, path and trailers together. */
  readonly headerBytes: number;
  readonly streamsPerConnection: number;
  readonly connections: number;
  /** How many calls of a connection may be reset at once, and per second. */
  readonly resetBurst: number;
  readonly resetsPerSecond: number;
  /** Between two parts of an upload, while we wait for one. */
  readonly idleTime: number;
  /** From the first part to the end of an upload, whose length is not known beforehand. */
  readonly uploadTime: number;
  readonly emptyChunks: number;
  /**
   * How much, and for how long, is still read from a caller that goes on sending after its answer. Then it is cut off.
   */
  readonly lingerBytes: number;
  readonly lingerTime: number;
  /** A silent connection gets a ping after `keepaliveTime`, and has `keepaliveTimeout` to answer. */
  readonly keepaliveTime: number;
  readonly keepaliveTimeout: number;
  readonly connectionIdleTime: number;
  /** An older connection takes no new calls. Its running calls may end. */
  readonly connectionAge: number;
  readonly connectionAgeGrace: number;
}

export const grpcLimits: GrpcLimits = {
  messageBytes: MEGABYTE + 64 * 1_024,
  smallMessageBytes: 16 * 1_024,
  smallMessageTime: 15 * SECOND,
  pieces: 1_000,
  pieceBytes: 16,
  windowBytes: MEGABYTE,
  headerBytes: 16 * 1_024,
  streamsPerConnection: 100,
  connections: 10_000,
  resetBurst: 200,
  resetsPerSecond: 20,
  idleTime: 30 * SECOND,
  uploadTime: 30 * MINUTE,
  emptyChunks: 1_000,
  lingerBytes: MEGABYTE,
  lingerTime: 2 * SECOND,
  keepaliveTime: MINUTE,
  keepaliveTimeout: 20 * SECOND,
  connectionIdleTime: 5 * MINUTE,
  connectionAge: 30 * MINUTE,
  // Long enough for an upload that began in the connection's last minute, and for sending it.
  connectionAgeGrace: 32 * MINUTE,
};
