import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import { type Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { isSystemError } from '../system-error.js';
import { reasonOf } from './open-socket.js';

/** A request that is sent once, over a connection of its own. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  /** `Host` comes from the URL, `Connection: close` is added. A streamed body needs its own `Content-Length`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
}

/** The head of an answer, and its body still on the wire. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Every value of a header, one character a byte. Names are in lower case. */
  readonly headers: (name: string) => readonly string[];
  /** Ends where the answer was whole, else fails. It may stay unread. */
  readonly body: Readable;
}

const MAX_HEADER_BYTES = 16 * 1_024;

/**
 * Sends a request over a connection that stands, and resolves to the head of its answer. Rejects where no whole head
 * came. The signal ends what is under way; the caller destroys the connection when it is done with the answer.  This
 * is node:http and not undici, because a stranger's server may close at any byte. undici 7 meets a close while the
 * reader is slow with an exception that no caller can catch (nodejs/undici#5360). An answer without a length is whole
 * where the connection ends, and not where it is reset (RFC 9112, 8).
 */
export const sendOver = (socket: Socket, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    let answer: IncomingMessage | null = null;
    const fail = (cause: Error): void => {
      if (answer === null) reject(cause);
      // An answer that came whole may wait in memory for its reader, whatever becomes of the connection.
      else if (!answer.complete || signal.aborted) answer.destroy(cause);
    };
    const onAbort = (): void => fail(reasonOf(signal));
    const onClose = (): void => {
      signal.removeEventListener('abort', onAbort);
      // node:http itself says nothing of a close behind "101 Switching Protocols".
      fail(new Error('the connection was closed'));
    };
    const onEnd = (): void => {
      if (answer === null || answer.complete) return;
      // libuv reports a reset as an end where the last bytes came with it. An empty write sends nothing, and fails then
      // with ECONNRESET; with EPIPE where the end came first and the reset behind it.
      socket.write('');
      if (isSystemError(socket.errored) && socket.errored.code === 'ECONNRESET') fail(socket.errored);
    };
    if (signal.aborted) return onAbort();
    if (socket.destroyed) return onClose();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('close', onClose).prependOnceListener('end', onEnd);

    const sent = startRequest({
      createConnection: () => socket,
      method: request.method,
      path: request.url.pathname + request.url.search,
      headers: { host: request.url.host, connection: 'close', ...request.headers },
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
    });
    // Comes before node:http calls an answer without a length complete, which it does at a reset too.
    sent.on('error', fail);
    sent.once('response', (response) => {
      // The connection is destroyed whether or not this was read, so its error may have no listener.
      answer = response.on('error', () => undefined);
      resolve(answerOf(response));
    });
    write(sent, request.body, fail);
  });

const write = (sent: ClientRequest, body: HttpRequest['body'], fail: (cause: Error) => void): void => {
  if (body === undefined || typeof body === 'string') {
    sent.end(body);
    return;
  }
  pipeline(Readable.from(body, { objectMode: false }), sent, (cause) => {
    if (cause !== null && cause !== undefined) fail(cause);
  });
};

const answerOf = (response: IncomingMessage): HttpAnswer => ({
  status: response.statusCode ?? 0,
  statusText: response.statusMessage ?? '',
  headers: (name) => response.headersDistinct[name] ?? [],
  body: response,
});
