import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { complainRarely } from '../../kit/logging/complain-rarely.js';
import { makeBudget } from '../../kit/budget.js';
import { listen } from '../../kit/listen.js';
import { quietTime } from '../../kit/time/timer.js';
import { LATE, withinTime } from '../../kit/time/within-time.js';
import { makeApp } from './app.js';
import { makeBodyRoom } from './exchange/body-room.js';
import { makeAnswerWatch } from './exchange/answer-watch.js';
import { isRunning } from './exchange/exchange.js';
import { makeBodyClock } from './exchange/body-clock.js';
import { answerClientError, LATE_HEAD } from './connection/client-error.js';
import { makeConnections } from './connection/connections.js';
import { type HttpLimits, httpLimits } from './exchange/http-limits.js';
import { oneByOne } from './connection/pipelining.js';
import { type RestServerParts } from './rest-server-parts.js';

export { type RestServerParts } from './rest-server-parts.js';

export interface RestServer {
  /** Listens, on a free port if `port` is 0, and returns the port. Rejects if it cannot listen. */
  readonly listen: (host: string, port: number) => Promise<{ readonly port: number }>;
  /**
   * Stops: `/readyz` answers 503, no new work is taken, idle connections are closed, and running requests drain for up
   * to `grace` milliseconds. Then the remaining connections are closed. Returns whether all requests had ended.
   */
  readonly close: (grace: number) => Promise<boolean>;
}

/** The REST door: HTTP in front of the use case. */
export const makeRestServer = (parts: RestServerParts): RestServer => {
  const limits: HttpLimits = { ...httpLimits, ...parts.limits };
  const { log } = parts;
  const stop = new AbortController();
  const time = parts.time ?? quietTime;
  const heads = makeBudget(limits.headsHeld);
  const connections = makeConnections({
    places: makeBudget(limits.connections),
    heads,
    ...parts.loop,
  });
  const clock = makeBodyClock(limits, time, connections.isBehind, parts.loop.turns);
  const answers = makeAnswerWatch(limits, makeBudget(limits.answersHeld), time, parts.loop.turns);
  const door = { clock, heads, bodies: makeBudget(limits.bodiesHeld), room: makeBodyRoom() };
  const answer = oneByOne(
    limits.pipelined,
    makeApp(parts, { limits, door, connections, answers, stopping: stop.signal, time }),
  );
  /** Connections that are answered 408. No request is begun on them any more: its caller would send it again. */
  const refused = new WeakSet<Socket>();
  const app: RequestListener<typeof IncomingMessage, typeof ServerResponse> = (request, response) => {
    if (refused.has(request.socket)) return;
    connections.parsed(request, response);
    answer(request, response);
  };

  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      // How much of a body waits, parsed, for its reader. Each piece of it costs hundreds of bytes, however small it is.
      highWaterMark: limits.unreadBytes,
      headersTimeout: limits.headersTime,
      // Bodies have their own clock, which considers their size.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveTime,
      connectionsCheckingInterval: limits.watchInterval,
      insecureHTTPParser: false,
      // The door checks it itself, so that the answer has the envelope.
      requireHostHeader: false,
    },
    app,
  );
  server.maxHeadersCount = limits.headerCount;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  // Without these Node writes "100 Continue", or a bare 417, before the application has seen the request.
  server.on('checkContinue', app).on('checkExpectation', app);
  server.on('connection', connections.opened);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const answerError = (): void => answerClientError(error, socket, connections.currentOf(socket), limits);
    if (error.code !== LATE_HEAD || isRunning(connections.currentOf(socket))) return answerError();
    // Node finds all late heads at once. The rest of one may come before it is answered, or behind the answer.
    refused.add(socket);
    parts.loop.turns.add(answerError);
  });
  server.on('error', complainRarely(log));

  return {
    listen: (host, port) => listen(server, host, port),
    close: async (grace) => {
      const done = new Promise<void>((resolve) => server.close(() => resolve()));
      stop.abort();
      connections.closeIdle();
      const ended = (await withinTime(done, grace)) !== LATE;
      server.closeAllConnections();
      clock.stop();
      answers.stop();
      return ended;
    },
  };
};
