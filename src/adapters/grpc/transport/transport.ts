import { type Http2Server, type Settings } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { type Budget, makeBudget } from '../../../kit/budget.js';
import { listen } from '../../../kit/listen.js';
import { inTurns } from '../../../kit/loop/in-turns.js';
import { type LoopShares } from '../../../kit/loop/loop-shares.js';
import { quietTime, quietTimer } from '../../../kit/time/timer.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { type Connection, makeConnection } from '../connection/connection.js';
import { awaitOpening } from '../connection/opening.js';
import { followStreams, type OnStream } from './streams.js';

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

/** Non-public properties of the library, in the version that package.json pins. A test checks that they take effect. */
interface Internals {
  readonly commonServerOptions: { settings?: Settings };
  readonly http2Servers: ReadonlyMap<Http2Server, unknown>;
}

interface TransportParts {
  readonly server: Server;
  readonly limits: GrpcLimits;
  /** What callers hold that is not whole. */
  readonly held: Budget;
  readonly loop: LoopShares;
  readonly onError: (error: NodeJS.ErrnoException) => void;
  readonly onStream: OnStream;
}

/**
 * Our own socket server accepts connections and passes them to the library, so that they are counted, limited and
 * closed like those of the other door.
 */
export const makeTransport = ({ server, limits, held, loop, onError, onStream }: TransportParts): Transport => {
  const internals = server as unknown as Internals;
  // The library has no option for either. Without the window an upload moves at half the speed.
  internals.commonServerOptions.settings = {
    ...internals.commonServerOptions.settings,
    initialWindowSize: limits.windowBytes,
    maxHeaderListSize: limits.headerBytes,
  };
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const opening = new Set<Socket>();
  const shared = { places: makeBudget(limits.connections), ...loop };
  const openings = { limits, budget: held, turns: loop.turns, timer: inTurns(quietTimer, loop.turns) };
  let injected: Connection | null = null;
  const streams = followStreams(internals.http2Servers.keys(), limits, () => injected, onStream);

  const listener = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.add(socket);
    opening.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      opening.delete(socket);
    });
    const connection = makeConnection(socket, limits, shared, quietTime);
    awaitOpening(socket, openings, connection.took, () => {
      opening.delete(socket);
      // The library makes the session before this returns.
      injected = connection;
      injector.injectConnection(socket);
      injected = null;
      connection.handOver();
    });
  });
  const looking = setInterval(streams.look, limits.lookTime).unref();

  return {
    listen: async (host, port) => {
      const listening = await listen(listener, host, port);
      listener.on('error', onError);
      return listening;
    },
    stop: () => {
      listener.close();
      for (const socket of opening) socket.destroy();
      injector.drain(2 ** 31 - 1);
    },
    idle: streams.idle,
    destroy: async () => {
      clearInterval(looking);
      server.forceShutdown();
      await Promise.all([...sockets].map(closed));
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
