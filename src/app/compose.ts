import { makeMediaConverter } from '../adapters/convert/media-converter.js';
import { type DownloadLimits } from '../adapters/download/limits.js';
import { makeMediaDownloader } from '../adapters/download/media-downloader.js';
import { mediaInspector } from '../adapters/inspect/media-inspector.js';
import { quietClock, systemClock } from '../adapters/system/clock.js';
import { type MediaMode } from '../adapters/whatsapp/send/media-mode.js';
import { makeSendingLine } from '../adapters/whatsapp/send/sending-line.js';
import { whatsAppNotifications } from '../adapters/whatsapp/webhook/notifications.js';
import { isSameSecret } from '../adapters/whatsapp/webhook/webhook-signature.js';
import { makeWhatsApp } from '../adapters/whatsapp/send/whatsapp.js';
import { type Config, isSandboxMode } from './config.js';
import { ownMediaUnder } from '../domain/model/media/own-media.js';
import { servedUrl } from '../domain/model/media/served-url.js';
import { SECOND } from '../domain/model/time.js';
import { type MediaStorage } from '../domain/ports/media-storage.js';
import { type Damaged } from '../domain/ports/store.js';
import { type ContactCalls } from '../domain/use-cases/contacts/call.js';
import { makeContactCalls } from '../domain/use-cases/contacts/contact-calls.js';
import { type GetAccount, type GetActivity } from '../domain/use-cases/account/call.js';
import { makeGetAccount, makeGetActivity } from '../domain/use-cases/account/read-account.js';
import { makeRecordHealth } from '../domain/use-cases/account/record-health.js';
import { type ListenEvents, type ListEvents } from '../domain/use-cases/listen-events/call.js';
import { makeEventHub } from '../domain/use-cases/listen-events/hub/hub.js';
import { makeListEvents } from '../domain/use-cases/listen-events/list-events.js';
import { makeListenEvents } from '../domain/use-cases/listen-events/listen-events.js';
import { type GetMessage, type ListMessages } from '../domain/use-cases/read-messages/call.js';
import { makeGetMessage, makeListMessages } from '../domain/use-cases/read-messages/read-messages.js';
import { makeKnownSecrets } from '../domain/use-cases/receive-notification/known-secrets.js';
import {
  makeReceiveNotification,
  type ReceiveNotification,
} from '../domain/use-cases/receive-notification/receive-notification.js';
import { type DoorRefusalReason } from '../domain/use-cases/receive-notification/refusal.js';
import { makeRefusedSignatures } from '../domain/use-cases/receive-notification/refused-signatures.js';
import {
  makeVerifyHandshake,
  type VerifyHandshake,
} from '../domain/use-cases/receive-notification/verify-handshake.js';
import { makeRecordStatus } from '../domain/use-cases/record-status/record-status.js';
import { type DeliverEvents, makeDeliverEvents } from '../domain/use-cases/deliver-events/deliver-events.js';
import { type WebhookEndpointCalls } from '../domain/use-cases/webhook-endpoints/call.js';
import { makeWebhookEndpointCalls } from '../domain/use-cases/webhook-endpoints/webhook-endpoint-calls.js';
import { logDeliveries } from './logging/log-deliveries.js';
import { logUnreachable } from './logging/log-unreachable.js';
import { type SendMediaMessage } from '../domain/use-cases/send-media-message/call.js';
import { makeSendMediaMessage } from '../domain/use-cases/send-media-message/send-media-message.js';
import { makeTally } from '../domain/use-cases/tally.js';
import { type SettleMessage } from '../domain/use-cases/settle-message/call.js';
import { makeSettleMessage } from '../domain/use-cases/settle-message/settle-message.js';
import { type Log } from '../kit/logging/log.js';
import { everySoOften } from './every-so-often.js';
import { fairReads } from './fair-reads.js';
import { quietTimer, realTime } from '../kit/time/timer.js';
import { logUnreadEvents } from './logging/log-unread-events.js';
import { logEvent } from './logging/log-event.js';
import { logRefusedWebhooks } from './logging/log-refused-webhooks.js';
import { randomKey } from '../kit/crypto/random-key.js';
import { makeOutgoingGuard } from '../kit/outgoing-guard/outgoing-guard.js';
import { type SandboxSecrets } from './sandbox-mode.js';
import { type Stores } from './stores.js';
import { makeGuardedSender } from './webhooks.js';

/** What the core needs besides stores and settings. */
export interface Surroundings {
  readonly whatsAppUrl: string;
  readonly mediaMode: MediaMode;
  /** The secrets for accounts that lack their own, if WhatsApp is the built-in sandbox; else null. */
  readonly sandbox: SandboxSecrets | null;
  /** Called at each use: with port 0 the URL is known only once the door is open. */
  readonly publicUrl: () => string;
  readonly isOwnAddress: (address: string, port: number) => boolean;
  /** Aborted when the service stops: nothing new begins. */
  readonly stopping: AbortSignal;
  /** Aborted when the grace is over. */
  readonly leaving: AbortSignal;
  readonly log: Log;
  /** Called with each record that a list leaves out because it is damaged. */
  readonly onDamaged: (damaged: Damaged) => void;
  readonly downloadLimits?: Partial<DownloadLimits>;
}

/** The core with its adapters. */
export interface Core {
  readonly sendMediaMessage: SendMediaMessage;
  readonly getMessage: GetMessage;
  readonly settleMessage: SettleMessage;
  readonly listMessages: ListMessages;
  readonly contacts: ContactCalls;
  readonly getAccount: GetAccount;
  readonly getActivity: GetActivity;
  readonly webhookEndpoints: WebhookEndpointCalls;
  /** Relays events and delivers them, from its start to its stop. */
  readonly delivery: DeliverEvents;
  readonly listEvents: ListEvents;
  readonly listenEvents: ListenEvents;
  readonly whatsAppWebhook: {
    readonly verifyHandshake: VerifyHandshake;
    readonly receive: ReceiveNotification;
    /** Called for each call that the door refuses. */
    readonly onRefused: (reason: DoorRefusalReason) => void;
  };
  /** Drains the running sends, also those whose caller has gone, and closes what they use. */
  readonly close: () => Promise<void>;
}

/** How often the refused bodies of WhatsApp's webhook are written to the accounts that they name. */
const WRITE_SIGNATURES_EVERY = 15 * SECOND;

/** Connects the adapters to the core. */
export const composeCore = (config: Config, stores: Stores, media: MediaStorage, around: Surroundings): Core => {
  const whatsapp = makeWhatsApp({
    apiUrl: around.whatsAppUrl,
    apiVersion: config.WHATSAPP_API_VERSION,
    mode: around.mediaMode,
    handles: stores.uploadHandles,
    clock: systemClock,
    stopping: around.stopping,
    leaving: around.leaving,
    log: around.log,
  });
  const guard = makeOutgoingGuard({
    allowedHosts: config.FETCH_ALLOWED_HOSTS,
    allowedPorts: config.FETCH_ALLOWED_PORTS,
    isOwnAddress: around.isOwnAddress,
  });
  const sandboxMode = isSandboxMode(config);
  const onRefused = logRefusedWebhooks(around.log, realTime.now);
  const recordHealth = makeRecordHealth({ ...stores, onAttention: logEvent(around.log) });
  const signatures = makeRefusedSignatures({ ...stores, recordHealth });
  const counting = everySoOften(WRITE_SIGNATURES_EVERY, signatures.write);
  const sends = makeTally();
  const sendMediaMessage = makeSendMediaMessage({
    ...stores,
    media,
    inspector: mediaInspector,
    converter: makeMediaConverter(),
    downloader: makeMediaDownloader({ guard, limits: around.downloadLimits ?? {} }),
    line: makeSendingLine(),
    whatsapp,
    sandboxMode,
    recordHealth,
    randomKey,
    mediaUrl: (id, name, type) => servedUrl(`${around.publicUrl()}/media/${id}/`, name, type),
    ownMedia: (url) => ownMediaUnder(around.publicUrl(), url),
  });
  const events = { ...stores.events, after: fairReads(stores.events.after) };
  const hub = makeEventHub({
    ...stores,
    events,
    timer: quietTimer,
    onDamaged: around.onDamaged,
    onFault: logUnreadEvents(around.log, realTime.now),
  });
  const sender = makeGuardedSender(config, around.isOwnAddress, logUnreachable(around.log));
  return {
    sendMediaMessage: (call) => sends.during(() => sendMediaMessage(call)),
    settleMessage: makeSettleMessage({ ...stores, sandboxMode }),
    getMessage: makeGetMessage({ ...stores, sandboxMode, onDamaged: around.onDamaged }),
    listMessages: makeListMessages({ ...stores, sandboxMode, onDamaged: around.onDamaged }),
    contacts: makeContactCalls({ ...stores, media, sandboxMode, onDamaged: around.onDamaged }),
    getAccount: makeGetAccount({ ...stores, sandboxMode }),
    getActivity: makeGetActivity({ ...stores, sandboxMode }),
    webhookEndpoints: makeWebhookEndpointCalls({
      ...stores,
      sender,
      randomKey,
      sandboxMode,
      onDamaged: around.onDamaged,
    }),
    delivery: makeDeliverEvents({
      ...stores,
      sender,
      clock: quietClock,
      chance: Math.random,
      watch: { ...logDeliveries(around.log), onRelayed: hub.wake, onDamaged: around.onDamaged },
    }),
    listEvents: makeListEvents({ ...stores, events, sandboxMode, onDamaged: around.onDamaged }),
    listenEvents: makeListenEvents({ ...stores, sandboxMode, hub }),
    whatsAppWebhook: {
      verifyHandshake: makeVerifyHandshake({
        ...stores,
        isSandboxToken: (token) => around.sandbox !== null && isSameSecret(around.sandbox.verifyToken, token),
      }),
      receive: makeReceiveNotification({
        ...stores,
        notifications: whatsAppNotifications,
        recordStatus: makeRecordStatus(stores),
        recordHealth,
        signatures,
        secrets: makeKnownSecrets({
          ...stores,
          sandboxSecret: around.sandbox?.appSecret ?? null,
          onDamaged: around.onDamaged,
        }),
        onEvent: logEvent(around.log),
        onRefused,
        onDamaged: around.onDamaged,
      }),
      onRefused: (reason) => onRefused({ account: null, reason }),
    },
    close: async () => {
      hub.close();
      sender.close();
      await sends.idle();
      await counting.stop();
      await whatsapp.close();
    },
  };
};
