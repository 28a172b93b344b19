import { Webhook } from 'standardwebhooks';
import { version } from './version.js';

/** What is signed, and with what. */
export interface Signed {
  /** The id of the event. It is the same in every try. */
  readonly id: string;
  /** When the try begins, in milliseconds since 1970: each try is signed anew. */
  readonly at: number;
  readonly body: string;
  /** Secrets of Standard Webhooks, `whsec_…`. They sign in this order. */
  readonly secrets: readonly string[];
}

/** The headers of a webhook (SHAPES, "A delivery"), signed as Standard Webhooks says. */
export const signedHeaders = ({ id, at, body, secrets }: Signed): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
  'user-agent': `Postcard/${version}`,
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
});
