import * as E from 'fp-ts/lib/Either.js';
import { MEGABYTE } from '../../../domain/model/bytes.js';
import { type ReceiveNotification } from '../../../domain/use-cases/receive-notification/receive-notification.js';
import { type DoorRefusalReason } from '../../../domain/use-cases/receive-notification/refusal.js';
import { type VerifyHandshake } from '../../../domain/use-cases/receive-notification/verify-handshake.js';
import { refuse } from '../answer/refuse.js';
import { type RestRefusal } from '../answer/rest-refusal.js';
import { rawBody } from '../body/raw-body.js';
import { isEncoded } from '../body/request-parts.js';
import { type RestHandler } from '../exchange/context.js';

/** The use cases of `/webhooks/whatsapp`. */
export interface WhatsAppWebhook {
  readonly verifyHandshake: VerifyHandshake;
  readonly receive: ReceiveNotification;
  /** Called for each call that is refused without a use case, or by the handshake. */
  readonly onRefused: (reason: DoorRefusalReason) => void;
}

/** Meta sends up to 3 MB at once. */
const MAX_BYTES = 3 * MEGABYTE;

const unauthorized: RestRefusal = { _tag: 'WebhookUnauthorized' };

/** `GET /webhooks/whatsapp`: Meta's handshake. The challenge is returned as it came. */
export const handshakeRoute =
  ({ verifyHandshake, onRefused }: WhatsAppWebhook): RestHandler =>
  async (ctx) => {
    // Not `ctx.query`: for each parameter it looks through all of them, a second for 16 KiB of `&a`.
    const query = new URLSearchParams(ctx.querystring);
    const [mode, token, challenge] = ['hub.mode', 'hub.verify_token', 'hub.challenge'].map((name) =>
      onlyOne(query, name),
    );
    const refuseToken = (): void => {
      onRefused('wrong_verify_token');
      refuse(ctx, unauthorized);
    };
    if (mode !== 'subscribe' || token === undefined || token === '' || challenge === undefined) return refuseToken();
    const verified = await verifyHandshake(token)();
    if (E.isLeft(verified)) return refuse(ctx, verified.left);
    if (!verified.right) return refuseToken();
    ctx.status = 200;
    ctx.set('Content-Type', 'text/plain; charset=utf-8');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Cache-Control', 'no-store');
    ctx.body = challenge;
  };

/** The value of a parameter; undefined if it is absent or given more than once. */
const onlyOne = (query: URLSearchParams, name: string): string | undefined => {
  const [value, ...more] = query.getAll(name);
  return more.length > 0 ? undefined : value;
};

/**
 * `POST /webhooks/whatsapp`: a notification of Meta's, as raw bytes, because the signature is over the raw bytes. It
 * must be whole within so many milliseconds.
 */
export const webhookRoute =
  ({ receive, onRefused }: WhatsAppWebhook, within: number): RestHandler =>
  async (ctx) => {
    const signature = /^sha256=([0-9a-f]{64})$/.exec(ctx.get('X-Hub-Signature-256'))?.[1];
    if (signature === undefined) {
      onRefused('no_signature');
      return refuse(ctx, unauthorized);
    }
    if (isEncoded(ctx))
      return refuse(ctx, { _tag: 'UnsupportedBody', message: 'The body is compressed; send it uncompressed.' });
    const body = await rawBody(ctx.state.exchange, MAX_BYTES, within);
    if (E.isLeft(body)) return refuse(ctx, body.left);
    const received = await receive({ raw: body.right, signature })();
    if (E.isLeft(received)) return refuse(ctx, received.left);
    if (!received.right) return refuse(ctx, unauthorized);
    ctx.status = 200;
    ctx.body = '';
  };
