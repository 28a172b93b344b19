import { once } from 'node:events';
import { connect as connectPlainly, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { TimedOut } from './timed-out.js';

/** Where a connection leads. */
export interface Endpoint {
  /** A name or a literal address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Null: no TLS. */
  readonly tls: Tls | null;
}

export interface Tls {
  /**
   * What SNI carries and the certificate is checked for, without a trailing dot (RFC 6066, 3); null for an address.
   */
  readonly name: string | null;
  /** Certificate authorities in PEM to trust in place of Node's own. */
  readonly authorities?: readonly string[] | undefined;
}

export interface Patience {
  /** Milliseconds until the connection stands, TLS included. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** Opens a connection for one request. Rejects where it does not stand in time, is refused, or is aborted. */
export const openSocket = async (endpoint: Endpoint, { timeout, signal }: Patience): Promise<Socket> => {
  if (signal?.aborted === true) throw reasonOf(signal);
  const socket = start(endpoint);
  // A connection may break while no caller waits on it: that must end the connection, not the process.
  socket.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(new TimedOut('connecting')), timeout);
  const onAbort = (): void => void socket.destroy(reasonOf(signal));
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await once(socket, endpoint.tls === null ? 'connect' : 'secureConnect');
    return socket;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
};

/** Why a signal was aborted, as an Error whatever was given. */
export const reasonOf = (signal: AbortSignal | undefined): Error => {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('aborted');
};

const start = ({ host, port, tls }: Endpoint): Socket => {
  if (tls === null) return connectPlainly({ host, port, noDelay: true });
  const name = tls.name === null ? {} : { servername: tls.name };
  const authorities = tls.authorities === undefined ? {} : { ca: [...tls.authorities] };
  // No session is given, so none is resumed: a resumed one skips the check of the certificate's name.
  const socket = connectSecurely({
    host,
    port,
    ALPNProtocols: ['http/1.1'],
    // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
    rejectUnauthorized: true,
    ...name,
    ...authorities,
  });
  return socket.setNoDelay(true);
};
