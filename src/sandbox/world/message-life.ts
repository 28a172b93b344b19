import type { BlobStore } from './blob-store.js';
import type { Fetched, LinkFetcher } from './fetch-link.js';
import { type StatusError, statusError } from '../meta/graph-error.js';
import type { MediaJudge } from './media-judge.js';
import type { Media } from './media-library.js';
import { type MediaKind, refuseMedia } from '../meta/media-types.js';
import type { Message, MessageLog, Status } from './message-log.js';
import type { Timers } from './timers.js';
import { statusChange } from './webhooks/status-change.js';
import type { Webhooks } from './webhooks/webhooks.js';

/** Where the bytes of a message come from. */
export type Attachment =
  { _tag: 'None' } | { _tag: 'Link'; link: URL; kind: MediaKind } | { _tag: 'Media'; media: Media; kind: MediaKind };

/**
 * How the statuses of a message come: one by one, to `played` where it is audio, wrong and twice, not at all, or `failed`
 * with an error of Meta's.
 */
export type Course =
  | { _tag: 'InOrder' }
  | { _tag: 'Played' }
  | { _tag: 'Astray' }
  | { _tag: 'Silent' }
  | { _tag: 'Fails'; error: StatusError };

export type MessageLife = {
  /** Takes an accepted message through its statuses to the last. Never rejects. */
  live(message: Message, attachment: Attachment, course: Course): Promise<void>;
};

type Options = {
  blobs: BlobStore;
  links: LinkFetcher;
  judge: MediaJudge;
  log: MessageLog;
  webhooks: Webhooks;
  timers: Timers;
  now: () => number;
  /** Milliseconds from acceptance to `sent`; the later statuses follow in proportion. Infinity: no status comes. */
  statusDelayMs: number;
};

/** When the later statuses come after acceptance, in multiples of `sent`'s delay. */
const DELIVERED = 6;
const READ = 20;
const PLAYED = 24;

const rank: Record<Message['state'], number> = {
  lost: 0,
  accepted: 0,
  sent: 1,
  delivered: 2,
  read: 3,
  played: 4,
  failed: 5,
};

const MEDIA_ERROR = 131053;

export const makeMessageLife = (options: Options): MessageLife => {
  const { blobs, links, judge, log, webhooks, timers, now, statusDelayMs } = options;

  const report = (message: Message, status: Status, error?: StatusError): void => {
    const at = new Date(now());
    if (rank[status] > rank[message.state]) message.state = status;
    if (error !== undefined) message.error = error;
    message.statuses.push({ status, at });
    webhooks.publish(message.phoneNumberId, statusChange(message, { status, at, error }));
  };

  /** The bytes that a message names, held for the caller, or the `details` of error 131053. */
  const fetch = async (attachment: Exclude<Attachment, { _tag: 'None' }>): Promise<Fetched> => {
    if (attachment._tag === 'Link') return links.fetch(attachment.link, attachment.kind);
    const { type, blob } = attachment.media;
    const refusal = refuseMedia(attachment.kind, { type, size: blob.size });
    if (refusal !== undefined) return { refusal };
    blobs.hold(blob);
    return { type, blob };
  };

  /** Gets the message its bytes; a refusal is the `details` of error 131053. */
  const attach = async (message: Message, attachment: Attachment): Promise<string | undefined> => {
    if (attachment._tag === 'None') return undefined;
    const fetched = await fetch(attachment);
    if ('refusal' in fetched) return fetched.refusal;
    const refusal = await judge.refuse(attachment.kind, fetched.blob);
    if (refusal !== undefined) {
      blobs.release(fetched.blob);
      return refusal;
    }
    message.mime = fetched.type;
    log.attach(message, fetched.blob);
    return undefined;
  };

  const inOrder = async (message: Message, isPlayed: boolean): Promise<void> => {
    report(message, 'sent');
    await timers.pause(statusDelayMs * (DELIVERED - 1));
    report(message, 'delivered');
    await timers.pause(statusDelayMs * (READ - DELIVERED));
    report(message, 'read');
    if (!isPlayed) return;
    await timers.pause(statusDelayMs * (PLAYED - READ));
    report(message, 'played');
  };

  const live: MessageLife['live'] = async (message, attachment, course) => {
    const refusal = await attach(message, attachment);
    if (course._tag === 'Silent' || statusDelayMs === Infinity) return;
    await timers.pause(statusDelayMs);
    if (course._tag === 'Fails') report(message, 'failed', course.error);
    else if (refusal !== undefined) report(message, 'failed', statusError(MEDIA_ERROR, refusal));
    else if (course._tag === 'InOrder') await inOrder(message, message.voice);
    else if (course._tag === 'Played') await inOrder(message, message.type === 'audio');
    else for (const status of ['read', 'delivered', 'sent', 'delivered', 'read'] as const) report(message, status);
  };

  return { live };
};
