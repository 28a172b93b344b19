import { type Socket } from 'node:net';
import { type Readable } from 'node:stream';
import { hostOf, portOf, textOf } from '../url-host.js';
import { type Endpoint, openSocket } from './open-socket.js';
import { type HttpAnswer, type HttpRequest, sendOver } from './send-over.js';
import { TimedOut } from './timed-out.js';

/** How long an exchange may take, in milliseconds. */
export interface ExchangeLimits {
  readonly connect: number;
  /** Without a byte in either direction. */
  readonly idle: number;
  /** From the first step to the last; no limit where absent. */
  readonly whole?: number;
  readonly signal?: AbortSignal;
  /** Called once the connection stands: what fails before has reached nobody. */
  readonly onConnected?: () => void;
}

/**
 * Sends a request to wherever its URL leads, over a connection of its own, and hands the answer to `use`. The
 * connection is gone afterwards. Rejects where no whole head came, with TimedOut where a limit was over, and with
 * what `use` rejects with. Nothing guards it: a URL that a stranger chose goes through the guard instead.
 */
export const exchange = async <A>(
  request: HttpRequest,
  limits: ExchangeLimits,
  use: (answer: HttpAnswer) => Promise<A>,
): Promise<A> => {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(limits.signal?.reason);
  const timeOut = (what: string): void => stop.abort(new TimedOut(what));
  const timer = limits.whole === undefined ? undefined : setTimeout(timeOut, limits.whole, 'the whole exchange');
  if (limits.signal?.aborted === true) onAbort();
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  let socket: Socket | null = null;
  try {
    socket = await openSocket(endpointOf(request.url), { timeout: limits.connect, signal: stop.signal });
    limits.onConnected?.();
    socket.setTimeout(limits.idle, () => timeOut('the other side'));
    return await use(await sendOver(socket, request, stop.signal));
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener('abort', onAbort);
    socket?.destroy();
  }
};

const endpointOf = (url: URL): Endpoint => {
  const host = hostOf(url);
  return {
    host: textOf(host),
    port: portOf(url),
    tls: url.protocol === 'https:' ? { name: host._tag === 'Name' ? host.name : null } : null,
  };
};

/** The beginning of a body as text, at most so many bytes of it; it does not wait for the rest. */
export const readStart = async (body: Readable, bytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes).toString('utf8');
};
