import * as E from 'fp-ts/lib/Either.js';
import { type Logger } from 'pino';
import { MEGABYTE } from '../../../domain/model/bytes.js';
import { type ApiError } from '../../../domain/model/errors.js';
import { type ReceiveNotification } from '../../../domain/use-cases/receive-notification/receive-notification.js';
import { type VerifyHandshake } from '../../../domain/use-cases/receive-notification/verify-handshake.js';
import { answerError } from '../answer/answer.js';
import { rawBody } from '../body/raw-body.js';
import { isEncoded } from '../body/request-parts.js';
import { type RestContext, type RestHandler } from '../exchange/context.js';
import { webhookRefused } from '../exchange/http-faults.js';
import { logRefusal } from '../answer/log-refusal.js';
import { restWords } from '../answer/rest-words.js';
import { statuses } from '../answer/statuses.js';

/** What lies behind `/webhooks/whatsapp`. */
export interface WhatsAppWebhook {
  readonly verifyHandshake: VerifyHandshake;
  readonly receive: ReceiveNotification;
}

/** Meta sends up to 3 MB at once. */
const MAX_BYTES = 3 * MEGABYTE;

/** `GET /webhooks/whatsapp`: Meta asks whether this address is ours; the challenge goes back as it came. */
export const handshakeRoute =
  ({ verifyHandshake }: WhatsAppWebhook, log: Logger): RestHandler =>
  async (ctx) => {
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = ctx.query;
    if (mode !== 'subscribe' || typeof token !== 'string' || token === '' || typeof challenge !== 'string')
      return answerError(ctx, 401, webhookRefused);
    const verified = await verifyHandshake(token)();
    if (E.isLeft(verified)) return refuse(ctx, log, verified.left);
    if (!verified.right) return answerError(ctx, 401, webhookRefused);
    ctx.status = 200;
    ctx.set('Content-Type', 'text/plain; charset=utf-8');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Cache-Control', 'no-store');
    ctx.body = challenge;
  };

/** `POST /webhooks/whatsapp`: a notification of Meta's, as raw bytes, since the signature is over these. */
export const webhookRoute =
  ({ receive }: WhatsAppWebhook, log: Logger): RestHandler =>
  async (ctx) => {
    const signature = /^sha256=([0-9a-f]{64})$/.exec(ctx.get('X-Hub-Signature-256'))?.[1];
    if (signature === undefined) return answerError(ctx, 401, webhookRefused);
    if (isEncoded(ctx)) return refuse(ctx, log, { _tag: 'UnsupportedBody', message: 'Send it not compressed.' });
    const body = await rawBody(ctx.state.exchange, MAX_BYTES);
    if (E.isLeft(body)) return refuse(ctx, log, body.left);
    const received = await receive({ raw: body.right, signature })();
    if (E.isLeft(received)) return refuse(ctx, log, received.left);
    if (!received.right) return answerError(ctx, 401, webhookRefused);
    ctx.status = 200;
    ctx.body = '';
  };

const refuse = (ctx: RestContext, log: Logger, error: ApiError): void => {
  const { exchange } = ctx.state;
  logRefusal(log, exchange, error);
  answerError(ctx, statuses[error._tag], restWords(error));
};
