import { type Socket } from 'node:net';
import { type buildConnector } from 'undici';
import { type Host, textOf } from './host.js';
import { OutgoingRefused, type Refusal } from './refusal.js';

/** Makes connectors as undici does; replaced in tests, which must reach no real network. */
export type Network = typeof buildConnector;

export interface DialOptions {
  readonly host: Host;
  readonly network: Network;
  /** Milliseconds for all attempts together, TLS included. */
  readonly timeout: number;
  /** Judges the address that the connection really has. */
  readonly judgePeer: (address: string) => Refusal | null;
  readonly signal: AbortSignal | undefined;
  readonly certificateAuthorities: readonly string[] | undefined;
}

const MAX_ATTEMPTS = 4;
const SHORTEST_ATTEMPT = 1_000;

/**
 * Connects to the first address that answers, under the name that was asked for: SNI, certificate and `Host` keep
 * it. The addresses share the time, so that one that swallows packets leaves some for the next.
 */
export const dial = async (
  target: buildConnector.Options,
  addresses: readonly string[],
  options: DialOptions,
): Promise<Socket> => {
  const deadline = Date.now() + options.timeout;
  const attempts: string[] = [];
  const tried = addresses.slice(0, MAX_ATTEMPTS);
  for (const [index, address] of tried.entries()) {
    const left = deadline - Date.now();
    if (left <= 0 || options.signal?.aborted === true) break;
    const share = Math.min(left, Math.max(left / (tried.length - index), SHORTEST_ATTEMPT));
    try {
      return judged(await connect(target, address, share, options), options);
    } catch (error) {
      if (error instanceof OutgoingRefused) throw error;
      attempts.push(`${address}: ${messageOf(error)}`);
    }
  }
  if (options.signal?.aborted === true) attempts.push('aborted');
  throw new OutgoingRefused({ _tag: 'NoConnection', host: textOf(options.host), attempts });
};

/** One attempt, ended by its time or by the caller. */
const connect = async (
  target: buildConnector.Options,
  address: string,
  timeout: number,
  { host, network, signal, certificateAuthorities }: DialOptions,
): Promise<Socket> => {
  const attempt = new AbortController();
  const abort = (): void => attempt.abort();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(abort, timeout);
  const connector = network({
    // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
    rejectUnauthorized: true,
    // A resumed session skips the check of the certificate's name.
    maxCachedSessions: 0,
    timeout: 0,
    signal: attempt.signal,
    ...(certificateAuthorities === undefined ? {} : { ca: [...certificateAuthorities] }),
  });
  // SNI has neither addresses nor a trailing dot (RFC 6066, 3); a literal is checked against the certificate's IPs.
  const servername = host._tag === 'Name' ? { servername: host.name } : {};
  try {
    return await new Promise((resolve, reject) => {
      connector({ ...target, hostname: address, ...servername }, (...[error, socket]) => {
        if (error === null) resolve(socket);
        else reject(attempt.signal.aborted ? new Error(`given up within ${Math.ceil(timeout)} ms`) : error);
      });
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
};

/** Looks at the other end once more: what was dialled was judged, and this is where it led. */
const judged = (socket: Socket, { host, judgePeer }: DialOptions): Socket => {
  const peer = socket.remoteAddress;
  const refusal: Refusal | null =
    peer === undefined ? { _tag: 'NoConnection', host: textOf(host), attempts: ['closed at once'] } : judgePeer(peer);
  if (refusal === null) return socket;
  socket.destroy();
  throw new OutgoingRefused(refusal);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
