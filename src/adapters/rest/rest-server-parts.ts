import { type Logger } from 'pino';
import { type Registry } from 'prom-client';
import { type MediaStorage } from '../../domain/ports/media-storage.js';
import { type Damaged } from '../../domain/ports/store.js';
import { type ContactCalls } from '../../domain/use-cases/contacts/call.js';
import { type GetAccount, type GetActivity } from '../../domain/use-cases/account/call.js';
import { type ListenEvents, type ListEvents } from '../../domain/use-cases/listen-events/call.js';
import { type GetMessage, type ListMessages } from '../../domain/use-cases/read-messages/call.js';
import { type SettleMessage } from '../../domain/use-cases/settle-message/call.js';
import { type SendMediaMessage } from '../../domain/use-cases/send-media-message/call.js';
import { type WebhookEndpointCalls } from '../../domain/use-cases/webhook-endpoints/call.js';
import { type LoopShares } from '../../kit/loop/loop-shares.js';
import { type LimitedLines } from '../../kit/logging/limited-lines.js';
import { type Time } from '../../kit/time/timer.js';
import { type HttpLimits } from './exchange/http-limits.js';
import { type WhatsAppWebhook } from './routes/webhook-route.js';

/** What the door needs: use cases, limits and observers. */
export interface RestServerParts {
  readonly sendMediaMessage: SendMediaMessage;
  readonly getMessage: GetMessage;
  readonly settleMessage: SettleMessage;
  readonly listMessages: ListMessages;
  readonly contacts: ContactCalls;
  readonly getAccount: GetAccount;
  readonly getActivity: GetActivity;
  readonly webhookEndpoints: WebhookEndpointCalls;
  readonly listEvents: ListEvents;
  readonly listenEvents: ListenEvents;
  readonly mediaStorage: Pick<MediaStorage, 'open'>;
  /** Called with each damaged media file that is asked for. */
  readonly onDamaged: (damaged: Damaged) => void;
  readonly webhook: WhatsAppWebhook;
  /** Whether the stores can be reached. */
  readonly ready: () => Promise<boolean>;
  readonly metrics: Registry;
  readonly log: Logger;
  /** Bounds the log lines of refused strangers, of both doors together. */
  readonly refusals: LimitedLines;
  /** Its share of the event loop, of which both doors read by the same turns. */
  readonly loop: LoopShares;
  /** Addresses and ranges whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly string[];
  readonly limits?: Partial<HttpLimits>;
  /** The clock that slow bodies, and the silence of event streams, are measured by. */
  readonly time?: Time;
}
