import { type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { type Logger } from 'pino';
import { type LimitedLines } from '../../../kit/logging/limited-lines.js';
import { type CallMetrics } from './metrics.js';

/** Methods that monitors call every few seconds; their lines would hide the others. */
const isQuiet = (method: string): boolean => method.startsWith('/grpc.');

/** Where the lines of calls go. */
export interface CallLog {
  readonly log: Logger;
  /** Bounds the lines of refused strangers (SAFETY.md O2). */
  readonly refusals: LimitedLines;
  readonly metrics: CallMetrics;
}

/**
 * Whether a call that was not served may come from a caller without a valid token. UNAVAILABLE may come before the
 * token was looked up.
 */
const mayBeStrangers = (method: string, code: string | null): boolean =>
  code === null || method === 'none' || code === status[status.UNAUTHENTICATED] || code === status[status.UNAVAILABLE];

/**
 * Writes one log line for each call at its end, and counts it. Of the caller's metadata the line has only the request
 * id.
 */
export const logCall = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  isMethod: (path: string) => boolean,
  { log, refusals, metrics }: CallLog,
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
    if (!isQuiet(method) && mayBeStrangers(method, code) && !refusals.allow()) return;
    log[isQuiet(method) ? 'debug' : 'info'](
      {
        request_id: headers['x-request-id'],
        client,
        method,
        ...(code === null ? {} : { code }),
        ms: Math.round(ms * 10) / 10,
      },
      'call',
    );
  });
};

/** The name of the status that was sent; null for a call that was cut off without one. */
const codeOf = (stream: ServerHttp2Stream): string | null => {
  const sent: unknown = stream.sentTrailers?.['grpc-status'] ?? stream.sentHeaders?.['grpc-status'];
  return sent === undefined ? null : (status[Number(sent)] ?? status[status.UNKNOWN]);
};
