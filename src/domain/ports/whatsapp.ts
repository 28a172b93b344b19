import { type Task } from 'fp-ts/lib/Task.js';
import { type WhatsAppCredentials } from '../model/account/account.js';
import { type MediaType, type ServedType } from '../model/media/media-rules.js';
import { type MediaId } from '../model/media/media-id.js';
import { type SendFailure, type SendOutcome } from '../model/message/send-outcome.js';
import { type SendEntry } from '../model/message/timeline.js';
import { type Recipient } from '../model/contact/recipient.js';

/** The file of a message, both as a link and as bytes to upload. The adapter's media mode decides which is used. */
export interface OutgoingMedia {
  readonly id: MediaId;
  readonly url: string;
  /** The MIME type that WhatsApp gets. */
  readonly type: ServedType;
  readonly sizeBytes: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** True if the file at the link has a format that WhatsApp does not accept. */
  readonly mustUpload: boolean;
}

export interface SendOrder {
  readonly credentials: WhatsAppCredentials;
  readonly to: Recipient;
  readonly mediaType: MediaType;
  readonly media: OutgoingMedia;
  readonly caption: string | null;
  /** The name that a document is sent with; null for other media types. */
  readonly filename: string | null;
  /** WhatsApp returns it in every status of the message. */
  readonly callbackData: string;
  /**
   * Called with each call at WhatsApp once it has ended (an upload that another order made for both too), and if the send
   * is given up without an answer: by a shutdown, or because `mayRetry` stops it.
   */
  readonly tell: (entry: SendEntry) => void;
  /** Called at intervals while a long upload runs, so that the message's lease does not expire. */
  readonly renew: Task<unknown>;
  /** Asks for the present state: a status or an opt-out may have come since the message was opened. */
  readonly mayRetry: Task<RetryDecision>;
}

/** Whether a message may be sent once more. */
export type RetryDecision =
  | { readonly _tag: 'Retry' }
  /** The send ends with this failure; null: with that of its last try. */
  | { readonly _tag: 'Stop'; readonly failure: SendFailure | null };

export interface WhatsApp {
  /**
   * Sends a message and returns the outcome; never rejects. A send with an unknown outcome is never retried. A send
   * that certainly did not happen is retried within the time budget, unless the service is stopping. Before each try
   * but one that follows at once, it asks whether the message may still be sent: after a pause, and after an upload.
   */
  readonly send: (order: SendOrder) => Task<SendOutcome>;
}
