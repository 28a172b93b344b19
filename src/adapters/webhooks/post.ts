import { type Agent, type IncomingMessage, request } from 'node:http';
import { portOf } from '../../kit/url-host.js';
import { type Connections } from './connections.js';

/** A POST that is sent once. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends it, wherever it is. */
  readonly signal: AbortSignal;
}

const MAX_HEADER_BYTES = 16 * 1_024;

/**
 * Resolves to the head of the answer, with its body still on the wire. Redirects are not followed. Rejects where no whole
 * head came. A kept connection may have been closed by its server just before: the POST then goes out again over a new
 * one, which is lawful because whoever gets a webhook may get it twice.
 */
export const post = async (connections: Connections, one: Post): Promise<IncomingMessage> => {
  try {
    return await postOver(connections.agentFor(one.url, false), one);
  } catch (cause) {
    if (!(cause instanceof StaleConnection) || one.signal.aborted) throw cause;
    return await postOver(connections.agentFor(one.url, true), one);
  }
};

/** A connection that was used before broke before the head of an answer was whole. */
class StaleConnection extends Error {}

const postOver = (agent: Agent, { url, headers, body, signal }: Post): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request({
      agent,
      signal,
      method: 'POST',
      host: url.hostname,
      port: portOf(url),
      path: url.pathname + url.search,
      headers: { host: url.host, ...headers },
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
    });
    sent.on('error', (cause: NodeJS.ErrnoException) =>
      reject(sent.reusedSocket && isBroken(cause) ? new StaleConnection(cause.message, { cause }) : cause),
    );
    // Its reader may have left, so its error may have no other listener.
    sent.once('response', (response) => resolve(response.on('error', () => undefined)));
    // Without a listener node:http says nothing of "101 Switching Protocols".
    sent.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    sent.end(body);
  });

const isBroken = ({ code }: NodeJS.ErrnoException): boolean => code === 'ECONNRESET' || code === 'EPIPE';
