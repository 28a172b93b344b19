import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../../domain/model/errors.js';
import { CUT_SHORT, type Exchange } from '../../exchange/exchange.js';
import { beginReading } from '../reading.js';

/** How much of a body may wait in memory for its reader, in bytes. */
const MOST_WAITING = 256 * 1_024;

/** The cost of a chunk besides its bytes. It bounds the number of chunks if a body arrives byte by byte. */
const CHUNK_COST = 256;

/** Bytes of a body, null at its end, or the fault that ended it early. */
type Incoming = E.Either<BodyFault, Buffer | null>;

/** A request's body, chunk by chunk as it is pulled. */
export interface IncomingChunks {
  readonly next: () => Promise<Incoming>;
  /** Stops reading, and drops the waiting chunks. */
  readonly stop: () => void;
}

/**
 * Reads a body at the pace of its reader: if too much waits, the caller waits too. Chunks are passed on without copying
 * (`for await` over the request would join them).
 */
export const incomingChunks = (exchange: Exchange): IncomingChunks => {
  const { request } = exchange;
  const waiting: Buffer[] = [];
  let held = 0;
  let end: Incoming | null = null;
  let answer: ((incoming: Incoming) => void) | null = null;

  const give = (incoming: Incoming): boolean => {
    const resolve = answer;
    answer = null;
    resolve?.(incoming);
    return resolve !== null;
  };
  const onData = (chunk: Buffer): void => {
    if (give(E.right(chunk))) return;
    waiting.push(chunk);
    held += costOf(chunk);
    if (held >= MOST_WAITING) request.pause();
  };
  const take = (): Buffer | undefined => {
    const chunk = waiting.shift();
    if (chunk === undefined) return undefined;
    held -= costOf(chunk);
    if (end === null && held < MOST_WAITING && request.isPaused()) request.resume();
    return chunk;
  };
  const finish = (how: Incoming): void => {
    if (end !== null) return;
    end = how;
    reading.stop();
    request.off('data', onData).off('end', onEnd).pause();
    give(how);
  };
  const onEnd = (): void => finish(E.right(null));
  const onBroken = (fault: BodyFault): void => {
    waiting.length = 0;
    finish(E.left(fault));
  };

  const reading = beginReading(exchange, onBroken);
  request.on('data', onData).once('end', onEnd);
  return {
    next: () => {
      const chunk = take();
      if (chunk !== undefined) return Promise.resolve(E.right(chunk));
      if (end !== null) return Promise.resolve(end);
      return new Promise((resolve) => (answer = resolve));
    },
    stop: () => onBroken(CUT_SHORT),
  };
};

const costOf = (chunk: Buffer): number => chunk.length + CHUNK_COST;
