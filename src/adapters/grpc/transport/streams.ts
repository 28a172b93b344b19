import {
  constants,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { watchFlood } from '../../../kit/process/collect-early.js';
import { quietTime } from '../../../kit/time/timer.js';
import { LATE, withinTime } from '../../../kit/time/within-time.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { wasCutOff } from './call-holding.js';
import { type Connection } from '../connection/connection.js';
import { lingerThenStop } from '../connection/linger.js';
import { makeResetLimit } from '../connection/reset-limit.js';

/** Looks at a call before the library does, and returns whether the library gets it. */
export type OnStream = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
  connection: Connection,
) => boolean;

/** The streams of all connections that have begun. */
export interface Streams {
  /** Looks which connections have broken the protocol. To be called now and then. */
  readonly look: () => void;
  /** Resolves with true once no stream runs any more, or with false after `patience` milliseconds. */
  readonly idle: (patience: number) => Promise<boolean>;
}

/** A stream's share of a turn, in pieces: a call takes about as long as so many frames. */
const STREAM_WEIGHT = 50;

type StreamHandler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number) => void;

/**
 * Stands between HTTP/2 and the library: each stream is counted, and given to the library in its turn. `opened` is the
 * connection whose session is just being made.
 */
export const followStreams = (
  servers: Iterable<Http2Server>,
  limits: GrpcLimits,
  opened: () => Connection | null,
  onStream: OnStream,
): Streams => {
  const sessions = new Map<ServerHttp2Session, Connection>();
  const resets = makeResetLimit(limits, quietTime.now, setImmediate);
  const flood = watchFlood(quietTime);
  const whenIdle: (() => void)[] = [];
  let running = 0;

  const begin = (stream: ServerHttp2Stream): void => {
    running += 1;
    stream.once('close', () => {
      running -= 1;
      if (running === 0) whenIdle.splice(0).forEach((resolve) => resolve());
    });
    lingerThenStop(stream, limits);
  };

  for (const http2 of servers) {
    http2.on('session', (session) => {
      session.setLocalWindowSize(limits.windowBytes);
      const connection = opened();
      if (connection === null) return;
      sessions.set(session, connection);
      session.once('close', () => sessions.delete(session));
    });
    const handlers = http2.listeners('stream') as StreamHandler[];
    http2.removeAllListeners('stream');
    http2.on('stream', (stream, headers, flags, rawHeaders?: readonly string[]) => {
      // Once the stream is closed it knows its session no more. It has none where that was destroyed in the same read.
      const session = stream.session as ServerHttp2Session | undefined;
      const connection = session && sessions.get(session);
      stream.on('error', () => undefined);
      if (session === undefined || connection === undefined) return void stream.destroy();
      stream.once('close', () => {
        if (stream.rstCode !== constants.NGHTTP2_NO_ERROR && !wasCutOff(stream)) resets.reset(session);
      });
      flood.called();
      resets.begun(session);
      if (session.destroyed) return void stream.destroy();
      connection.begun(stream);
      stream.pause();
      connection.inTurn(() => {
        // Reset since it was opened: its caller waits for no answer.
        if (stream.aborted || stream.destroyed || stream.closed) return void stream.resume();
        begin(stream);
        if (!onStream(stream, headers, rawHeaders ?? [], connection)) return;
        for (const handle of handlers) handle.call(http2, stream, headers, flags);
      }, STREAM_WEIGHT);
    });
  }

  return {
    look: () => {
      for (const [session, { look }] of sessions) look(session);
    },
    idle: async (patience) => {
      if (running === 0) return true;
      return (await withinTime(new Promise<void>((resolve) => whenIdle.push(resolve)), patience)) !== LATE;
    },
  };
};
