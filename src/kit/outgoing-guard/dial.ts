import { type Socket } from 'node:net';
import { type Endpoint, type openSocket } from '../http-client/open-socket.js';
import { type Host, textOf } from '../url-host.js';
import { OutgoingRefused, type Refusal } from './refusal.js';

/** Opens connections; replaced in tests, which must reach no real network. */
export type Network = typeof openSocket;

export interface DialOptions {
  readonly host: Host;
  readonly network: Network;
  /** Milliseconds for all attempts together, TLS included. */
  readonly timeout: number;
  /** Judges the address that the connection really has. */
  readonly judgePeer: (address: string) => Refusal | null;
  readonly signal: AbortSignal | undefined;
}

const MAX_ATTEMPTS = 4;
const SHORTEST_ATTEMPT = 1_000;

/**
 * Connects to the first address that answers, under the name that was asked for: SNI and certificate keep it. The
 * addresses share the time, so that one that swallows packets leaves some for the next.
 */
export const dial = async (
  target: Omit<Endpoint, 'host'>,
  addresses: readonly string[],
  options: DialOptions,
): Promise<Socket> => {
  const { network, signal } = options;
  const deadline = Date.now() + options.timeout;
  const attempts: string[] = [];
  const tried = addresses.slice(0, MAX_ATTEMPTS);
  for (const [index, address] of tried.entries()) {
    const left = deadline - Date.now();
    if (left <= 0 || signal?.aborted === true) break;
    const share = Math.min(left, Math.max(left / (tried.length - index), SHORTEST_ATTEMPT));
    try {
      return judged(await network({ ...target, host: address }, { timeout: share, signal }), options);
    } catch (error) {
      if (error instanceof OutgoingRefused) throw error;
      attempts.push(`${address}: ${messageOf(error)}`);
    }
  }
  if (signal?.aborted === true) attempts.push('aborted');
  throw new OutgoingRefused({ _tag: 'NoConnection', host: textOf(options.host), attempts });
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
