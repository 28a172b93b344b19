import { once } from 'node:events';
import {
  constants,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { makeBudget } from '../../../kit/budget.js';
import { quietTime } from '../../../kit/time/timer.js';
import { type Connection, makeConnection } from './connection.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { wasCutOff } from './call-holding.js';
import { lingerThenStop } from './linger.js';
import { makeResetLimit } from './reset-limit.js';

/** The connections of a gRPC server. */
export interface Transport {
  readonly listen: (host: string, port: number) => Promise<{ readonly port: number }>;
  /** Takes no more connections and calls. Running calls may end. */
  readonly stop: () => void;
  /** Resolves with true once no call runs any more, or with false after `patience` milliseconds. */
  readonly idle: (patience: number) => Promise<boolean>;
  /** Closes all remaining connections. */
  readonly destroy: () => Promise<void>;
}

/** Looks at a call before the library does, and returns whether the library gets it. */
type OnStream = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
  connection: Connection,
) => boolean;

/** A stream's share of a turn, in pieces: a call takes about as long as so many frames. */
const STREAM_WEIGHT = 20;

type StreamHandler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number) => void;

/** Non-public properties of the library, in the version that package.json pins. A test checks that they take effect. */
interface Internals {
  readonly commonServerOptions: { settings?: Settings };
  readonly http2Servers: ReadonlyMap<Http2Server, unknown>;
}

/**
 * Our own socket server accepts connections and passes them to the library, so that they are counted, limited and
 * closed like those of the other door.
 */
export const makeTransport = (
  server: Server,
  limits: GrpcLimits,
  onError: (error: NodeJS.ErrnoException) => void,
  onStream: OnStream,
): Transport => {
  const internals = server as unknown as Internals;
  // The library has no option for either. Without the window an upload moves at half the speed.
  internals.commonServerOptions.settings = {
    ...internals.commonServerOptions.settings,
    initialWindowSize: limits.windowBytes,
    maxHeaderListSize: limits.headerBytes,
  };
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const connections = new Map<Socket, Connection>();
  const sessions = new Map<ServerHttp2Session, Connection>();
  const all = { door: makeBudget(limits.connections), crowd: { waiting: 0 } };
  let running = 0;
  let lastInjected: Connection | null = null;
  const whenIdle: (() => void)[] = [];

  const countReset = makeResetLimit(limits);
  for (const http2 of internals.http2Servers.keys()) {
    http2.on('session', (session) => {
      session.setLocalWindowSize(limits.windowBytes);
      const connection = lastInjected;
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
        if (stream.rstCode !== constants.NGHTTP2_NO_ERROR && !wasCutOff(stream)) countReset(session);
      });
      connection.begun(stream);
      stream.pause();
      connection.inTurn(() => {
        // Reset since it was opened: its caller waits for no answer.
        if (stream.aborted || stream.destroyed || stream.closed) return void stream.resume();
        running += 1;
        stream.once('close', () => {
          running -= 1;
          if (running === 0) whenIdle.splice(0).forEach((resolve) => resolve());
        });
        lingerThenStop(stream, limits);
        if (!onStream(stream, headers, rawHeaders ?? [], connection)) return;
        for (const handle of handlers) handle.call(http2, stream, headers, flags);
      }, STREAM_WEIGHT);
    });
  }

  const listener = createServer((socket) => {
    socket.on('error', () => undefined);
    const connection = makeConnection(socket, limits, all, quietTime);
    connections.set(socket, connection);
    socket.once('close', () => connections.delete(socket));
    // The library makes the session before this returns.
    lastInjected = connection;
    injector.injectConnection(socket);
    lastInjected = null;
  });
  const looking = setInterval(() => {
    for (const [session, { look }] of sessions) look(session);
  }, limits.lookTime).unref();

  return {
    listen: async (host, port) => {
      listener.listen(port, host);
      await once(listener, 'listening');
      listener.on('error', onError);
      return { port: (listener.address() as AddressInfo).port };
    },
    stop: () => {
      listener.close();
      injector.drain(2 ** 31 - 1);
    },
    idle: (patience) =>
      new Promise((resolve) => {
        if (running === 0) return resolve(true);
        const timer = setTimeout(resolve, patience, false);
        whenIdle.push(() => {
          clearTimeout(timer);
          resolve(true);
        });
      }),
    destroy: async () => {
      clearInterval(looking);
      server.forceShutdown();
      await Promise.all([...connections.keys()].map(closed));
    },
  };
};

/** How long a connection may take to send the last bytes that were written to it, in milliseconds. */
const LAST_WORDS = 500;

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const timer = setTimeout(() => socket.destroy(), LAST_WORDS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
