import { type Socket } from 'node:net';
import { type Logger } from 'pino';
import { type ClientAddress } from './client-address.js';
import { type Exchange } from '../exchange/exchange.js';
import { type LimitedLines } from '../../../kit/logging/limited-lines.js';
import { type RequestMetrics } from './metrics.js';

/** Routes that monitors call every few seconds; their lines would hide the others. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/** The bytes that each connection had received at the end of its last request. */
const broughtBefore = new WeakMap<Socket, number>();

/** Bytes that a connection has received since its last request: head and body of this one. */
const bytesSinceLast = (socket: Socket): number => {
  const before = broughtBefore.get(socket) ?? 0;
  broughtBefore.set(socket, socket.bytesRead);
  return socket.bytesRead - before;
};

/**
 * The status of an answer, if it was sent. A request that was cut before its answer has none, nor has one whose body was
 * cut: it is answered for that, but the connection is gone, and Node counts the headers as sent.
 */
const statusOf = ({ response, broken }: Exchange, isWhole: boolean): number | null =>
  response.headersSent && (isWhole || broken === null) ? response.statusCode : null;

/** Meta's webhook logs its own refusals, once a minute for each account. */
const isLoggedElsewhere = (route: string, status: number | null): boolean =>
  route === '/webhooks/whatsapp' && status === 401;

/**
 * Whether a request that was not served may come from a caller without a valid token. 503 may come before the token
 * was looked up.
 */
const mayBeStrangers = ({ needsToken }: Exchange, status: number | null): boolean =>
  status === null || (status >= 400 && (!needsToken || status === 401 || status === 503));

/** Where the lines of requests go. */
export interface RequestLog {
  readonly log: Logger;
  /** Bounds the lines of refused strangers (SAFETY.md O2). */
  readonly refusals: LimitedLines;
  readonly metrics: RequestMetrics;
}

/**
 * Writes one log line for each request at its end, and counts it. The line has no path, query or header of the caller.
 */
export const logRequest = (
  exchange: Exchange,
  { log, refusals, metrics }: RequestLog,
  clientAddress: ClientAddress,
  onEnd: () => void,
): void => {
  const { request, response, requestId, startedAt } = exchange;
  const client = clientAddress(request);
  metrics.began();
  // A response that is cut with its connection "finishes" too, and is then `writableFinished`.
  let isWhole = false;
  response.prependOnceListener('finish', () => (isWhole = !request.socket.destroyed));
  response.once('close', () => {
    const ms = performance.now() - startedAt;
    const method = request.method ?? '';
    const { route } = exchange;
    const status = statusOf(exchange, isWhole);
    const bytesIn = bytesSinceLast(request.socket);
    metrics.ended(method, route, status, ms / 1_000);
    const isQuiet = QUIET.has(route) || isLoggedElsewhere(route, status);
    if (isQuiet || !mayBeStrangers(exchange, status) || refusals.allow())
      log[isQuiet ? 'debug' : 'info'](
        {
          request_id: requestId,
          client,
          method: method.slice(0, 16),
          route,
          ...(status === null ? {} : { status }),
          ms: Math.round(ms * 10) / 10,
          bytes_in: bytesIn,
          ...(isWhole ? {} : { cut: true }),
        },
        'request',
      );
    onEnd();
  });
};
