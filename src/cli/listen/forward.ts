import { reasonOfStatus, TRY_TIME, type TryReason } from '../../domain/model/webhook/delivery-try.js';
import { exchange } from '../../kit/http-client/exchange.js';
import { TimedOut } from '../../kit/http-client/timed-out.js';
import { signedHeaders } from '../../kit/signed-headers.js';
import { type ToldEvent } from './follow-events.js';

/** Where events are sent on, and the secret that signs them. */
export interface Destination {
  /** Http or https, as written. */
  readonly url: string;
  readonly secret: string;
}

/** What came of a forwarded event, with the words of a delivery's try. */
export interface Forwarded {
  readonly http_status: number | null;
  readonly reason: TryReason | null;
  readonly ms: number;
}

/** Posts an event as its webhook would be, once, over a connection of its own. Rejects only where it is aborted. */
export const forward = async (
  { url, secret }: Destination,
  { id, data }: ToldEvent,
  signal: AbortSignal,
): Promise<Forwarded> => {
  const startedAt = performance.now();
  let isConnected = false;
  const limits = {
    ...{ connect: TRY_TIME, idle: TRY_TIME, whole: TRY_TIME, signal },
    onConnected: () => {
      isConnected = true;
    },
  };
  const headers = signedHeaders({ id, at: Date.now(), body: data, secrets: [secret] });
  const told = (status: number | null, reason: TryReason | null): Forwarded => ({
    http_status: status,
    reason,
    ms: Math.round(performance.now() - startedAt),
  });
  try {
    const { status } = await exchange(
      { method: 'POST', url: new URL(url), headers, body: data },
      limits,
      async (answer) => answer,
    );
    return told(status, reasonOfStatus(status));
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof TimedOut) return told(null, 'timeout');
    return told(null, isConnected ? 'interrupted' : 'unreachable');
  }
};
