import { Webhook } from 'standardwebhooks';
import { type EventId } from '../../domain/model/event/event-id.js';
import { SECOND, type Instant } from '../../domain/model/time.js';
import { type WebhookSecret } from '../../domain/model/webhook/webhook-secret.js';
import { version } from '../../kit/version.js';

/** What is signed, and with what. */
export interface Signed {
  readonly id: EventId;
  /** When the try begins: each try is signed anew. */
  readonly at: Instant;
  readonly body: string;
  /** They sign in this order. */
  readonly secrets: readonly WebhookSecret[];
}

/** The headers of a webhook (SHAPES, "A delivery"), signed as Standard Webhooks says. */
export const signedHeaders = ({ id, at, body, secrets }: Signed): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
  'user-agent': `Postcard/${version}`,
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / SECOND)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
});
