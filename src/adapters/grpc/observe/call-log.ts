import { type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { type Logger } from 'pino';
import { type CallMetrics } from './metrics.js';

/** Methods that monitors call every few seconds; their lines would hide the others. */
const isQuiet = (method: string): boolean => method.startsWith('/grpc.');

/**
 * Writes one log line for each call at its end, and counts it. Of the caller's metadata the line has only the request
 * id.
 */
export const logCall = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  isMethod: (path: string) => boolean,
  log: Logger,
  metrics: CallMetrics,
): void => {
  const startedAt = performance.now();
  const path = headers[':path'] ?? '';
  const method = isMethod(path) ? path : 'none';
  const client = stream.session?.socket.remoteAddress ?? 'unknown';
  metrics.began();
  stream.once('close', () => {
    const ms = performance.now() - startedAt;
    const code = codeOf(stream);
    metrics.ended(method, code, ms / 1_000);
    log[isQuiet(method) ? 'debug' : 'info'](
      { request_id: headers['x-request-id'], client, method, code, ms: Math.round(ms * 10) / 10 },
      'call',
    );
  });
};

/** The name of the status that was sent. A call that was cut off without a status counts as cancelled. */
const codeOf = (stream: ServerHttp2Stream): string => {
  const sent: unknown = stream.sentTrailers?.['grpc-status'] ?? stream.sentHeaders?.['grpc-status'];
  return sent === undefined ? status[status.CANCELLED] : (status[Number(sent)] ?? status[status.UNKNOWN]);
};
