import { type Socket } from 'node:net';
import { type Logger } from 'pino';
import { type ClientAddress } from './client-address.js';
import { type Exchange } from '../exchange/exchange.js';
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
 * Writes one log line for each request at its end, and counts it. The line has no path, query or header of the caller.
 */
export const logRequest = (
  exchange: Exchange,
  log: Logger,
  metrics: RequestMetrics,
  clientAddress: ClientAddress,
  onEnd: () => void,
): void => {
  const { request, response, requestId, startedAt } = exchange;
  const client = clientAddress(request);
  metrics.began();
  response.once('close', () => {
    const ms = performance.now() - startedAt;
    const method = request.method ?? '';
    const status = response.statusCode;
    metrics.ended(method, exchange.route, status, ms / 1_000);
    log[QUIET.has(exchange.route) ? 'debug' : 'info'](
      {
        request_id: requestId,
        client,
        method: method.slice(0, 16),
        route: exchange.route,
        status,
        ms: Math.round(ms * 10) / 10,
        bytes_in: bytesSinceLast(request.socket),
        ...(response.writableFinished ? {} : { cut: true }),
      },
      'request',
    );
    onEnd();
  });
};
