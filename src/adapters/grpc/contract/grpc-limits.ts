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
  /** How long a new connection may take to say that it speaks HTTP/2. */
  readonly openingTime: number;
  /** What calls hold together: messages that are not whole, answers that wait, and `callBytes` around each. */
  readonly heldBytes: number;
  readonly callBytes: number;
  /** How long an answer may wait for a caller that reads nothing, and how fast it must be read beyond that. */
  readonly answerTime: number;
  readonly answerBytesPerSecond: number;
  /** How many streams a connection may begin at once and in a second. Then it is read more slowly. */
  readonly streamBurst: number;
  readonly streamsPerSecond: number;
  /** What of a connection is done in one turn of the loop: pieces (frames, messages), milliseconds. */
  readonly turnPieces: number;
  readonly turnTime: number;
  /** How many pieces may lie unread on a connection's streams. Then it is not read. */
  readonly unreadPieces: number;
  /** How often connections are looked at for a broken protocol. Twice that is the longest that such a one stays. */
  readonly lookTime: number;
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
  openingTime: 15 * SECOND,
  heldBytes: 32 * MEGABYTE,
  callBytes: 16 * 1_024,
  answerTime: 30 * SECOND,
  answerBytesPerSecond: 1_024,
  streamBurst: 100,
  streamsPerSecond: 1_000,
  turnPieces: 1_000,
  turnTime: 10,
  unreadPieces: 4_000,
  lookTime: 900,
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
