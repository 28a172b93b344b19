import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { makeMediaConverter } from './adapters/convert/media-converter.js';
import { makeMediaDownloader } from './adapters/download/media-downloader.js';
import { type AlreadyHeld, type Hold, takeHold } from './adapters/filesystem/holder.js';
import { RecordsUnusable } from './adapters/filesystem/faults.js';
import { openMediaStorage } from './adapters/filesystem/media-storage.js';
import { moveFromFilesystem } from './adapters/filesystem/move-from.js';
import { openFilesystemRecords } from './adapters/filesystem/records.js';
import { mediaInspector } from './adapters/inspect/media-inspector.js';
import { DatabaseUnusable } from './adapters/mongodb/faults.js';
import { mongodbMediaStorage } from './adapters/mongodb/media-storage.js';
import { openMongodbRecords, openMongodbTarget } from './adapters/mongodb/records.js';
import { systemClock } from './adapters/system/clock.js';
import { sha256 } from './adapters/system/digest.js';
import { type MediaMode } from './adapters/whatsapp/media-mode.js';
import { makeSendingLine } from './adapters/whatsapp/sending-line.js';
import { makeWhatsAppWebhook, type SandboxSecrets, type WhatsAppWebhook } from './adapters/whatsapp/webhook.js';
import { makeWhatsApp } from './adapters/whatsapp/whatsapp.js';
import { type Config, isSandboxMode } from './config.js';
import { type Accounts } from './domain/ports/accounts.js';
import { type Clock } from './domain/ports/clock.js';
import { type Contacts } from './domain/ports/contacts.js';
import { type Digest } from './domain/ports/digest.js';
import { type MediaStorage } from './domain/ports/media-storage.js';
import { type Messages } from './domain/ports/messages.js';
import { type MoveFrom, type MoveTo } from './domain/ports/moving.js';
import { type RateLimiter } from './domain/ports/rate-limiter.js';
import { type Stored } from './domain/ports/store.js';
import { type Tokens } from './domain/ports/tokens.js';
import { type UploadHandles } from './domain/ports/upload-handles.js';
import { type GetMessage, type ListMessages } from './domain/read-messages/call.js';
import { makeGetMessage, makeListMessages } from './domain/read-messages/read-messages.js';
import { makeRecordStatus } from './domain/record-status/record-status.js';
import { type SendMediaMessage } from './domain/send-media-message/call.js';
import { makeSendMediaMessage } from './domain/send-media-message/send-media-message.js';
import { type Log } from './kit/log.js';
import { trackRunning } from './kit/running.js';
import { logEvent } from './log-event.js';
import { SettingsFailure } from './settings-failure.js';
import { makeOutgoingGuard } from './kit/outgoing-guard/outgoing-guard.js';

/** Everything that is kept, whichever way. */
export interface Stores {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly uploadHandles: UploadHandles;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
  readonly digest: Digest;
  /** Whether one server at a time works on them, so that whatever is pending when it starts is orphaned. */
  readonly forOneServer: boolean;
  /** Makes this process the one server of the data folder; does nothing where any number may serve. */
  readonly takeHold: () => Promise<Either<AlreadyHeld, Hold>>;
  /** Where media is kept; for a server only, which owns the staged files in it. */
  readonly openMedia: () => Promise<MediaStorage & { readonly close: () => Promise<void> }>;
  /** Drops what has served its time. */
  readonly prune: Stored<number>;
  readonly close: () => Promise<void>;
}

/** Opens the stores that the settings name. Throws a `SettingsFailure` where they cannot be used. */
export const openStores = (config: Config): Promise<Stores> =>
  config.MONGODB_URL === null ? openFilesystemStores(config) : openMongodbStores(config, config.MONGODB_URL);

const openFilesystemStores = async ({ DATA_DIR, ENCRYPTION_KEY }: Config): Promise<Stores> => {
  const records = await usable(openFilesystemRecords({ dataDir: DATA_DIR, encryptionKey: ENCRYPTION_KEY }));
  return {
    ...records,
    ...system,
    forOneServer: true,
    takeHold: () => takeHold(records.environment),
    openMedia: () => openMediaStorage({ dataDir: DATA_DIR, records: records.media, now: systemClock.now }),
    prune: () => records.prune(systemClock.now())(),
  };
};

const openMongodbStores = async ({ ENCRYPTION_KEY }: Config, url: string): Promise<Stores> => {
  const records = await usable(openMongodbRecords({ url, encryptionKey: ENCRYPTION_KEY }));
  return {
    ...records,
    ...system,
    forOneServer: false,
    takeHold: async () => right({ release: async () => undefined }),
    openMedia: async () => mongodbMediaStorage(records.database, systemClock.now),
    prune: () => records.prune(systemClock.now())(),
  };
};

const system = { clock: systemClock, digest: sha256 };

/** The way of everything from the embedded stores into a database. */
export interface Move {
  readonly from: MoveFrom;
  readonly to: MoveTo;
  /** Says that everything has arrived. */
  readonly finish: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens both ends of a move. Throws a `SettingsFailure` where one cannot be used, or a server works on the first. */
export const openMove = async ({ DATA_DIR, ENCRYPTION_KEY }: Config, url: string): Promise<Move> => {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const records = await usable(openFilesystemRecords({ dataDir: DATA_DIR, encryptionKey: ENCRYPTION_KEY }));
    undo.push(records.close);
    const held = await takeHold(records.environment);
    if (isLeft(held)) throw new SettingsFailure([`DATA_DIR: a server runs on ${DATA_DIR}; stop it first`]);
    undo.push(held.right.release);
    const media = await openMediaStorage({ dataDir: DATA_DIR, records: records.media, now: systemClock.now });
    undo.push(media.close);
    const target = await usable(
      openMongodbTarget({ url, encryptionKey: ENCRYPTION_KEY }, records.environment.file, systemClock.now),
    );
    undo.push(target.close);
    return { from: moveFromFilesystem(records, media), to: target.moveTo, finish: target.finish, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Records that cannot be used are a matter of settings: the sentence names what to look at. */
const usable = async <A>(opening: Promise<A>): Promise<A> => {
  try {
    return await opening;
  } catch (error) {
    const isKnown = error instanceof RecordsUnusable || error instanceof DatabaseUnusable;
    throw isKnown ? new SettingsFailure([error.message]) : error;
  }
};

/** What the core is built from besides stores and settings. */
export interface Surroundings {
  readonly whatsAppUrl: string;
  readonly mediaMode: MediaMode;
  /** Where WhatsApp is the built-in sandbox: what stands in for the secrets that an account lacks. */
  readonly sandbox: SandboxSecrets | null;
  /** Asked at each call: with port 0 it is known only once the door is open. */
  readonly publicUrl: () => string;
  readonly isOwnAddress: (address: string, port: number) => boolean;
  /** The service begins nothing new. */
  readonly stopping: AbortSignal;
  /** Its grace is over. */
  readonly leaving: AbortSignal;
  readonly log: Log;
}

/** The core with everything it stands on. */
export interface Core {
  readonly sendMediaMessage: SendMediaMessage;
  readonly getMessage: GetMessage;
  readonly listMessages: ListMessages;
  readonly whatsAppWebhook: WhatsAppWebhook;
  /** Waits for the sends that are under way, whether or not anybody still listens, and closes what they stand on. */
  readonly close: () => Promise<void>;
}

/** Hands the adapters to the core. */
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
  const sends = trackRunning(
    makeSendMediaMessage({
      ...stores,
      media,
      inspector: mediaInspector,
      converter: makeMediaConverter(),
      downloader: makeMediaDownloader({ guard }),
      line: makeSendingLine(),
      whatsapp,
      sandboxMode,
      mediaUrl: (id, name) => `${around.publicUrl()}/media/${id}/${encodeURIComponent(name)}`,
    }),
  );
  return {
    sendMediaMessage: sends.call,
    getMessage: makeGetMessage({ ...stores, sandboxMode }),
    listMessages: makeListMessages({ ...stores, sandboxMode }),
    whatsAppWebhook: makeWhatsAppWebhook({
      ...stores,
      recordStatus: makeRecordStatus(stores),
      sandbox: around.sandbox,
      onEvent: logEvent(around.log),
    }),
    close: async () => {
      await sends.idle();
      await whatsapp.close();
    },
  };
};
