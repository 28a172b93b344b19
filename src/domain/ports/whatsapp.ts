import { type Task } from 'fp-ts/lib/Task.js';
import { type WhatsAppCredentials } from '../model/account/account.js';
import { type MediaType } from '../model/media/media-rules.js';
import { type MediaId } from '../model/media/media-id.js';
import { type SendOutcome } from '../model/message/send-outcome.js';
import { type PhoneNumber } from '../model/contact/phone.js';

/** The file of a message, both as a link and as bytes to upload; which of them is used is the adapter's mode. */
export interface OutgoingMedia {
  readonly id: MediaId;
  readonly url: string;
  /** The MIME type WhatsApp is told. */
  readonly type: string;
  readonly sizeBytes: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** Set where the link shows another format than WhatsApp takes. */
  readonly mustUpload: boolean;
}

export interface SendOrder {
  readonly credentials: WhatsAppCredentials;
  readonly to: PhoneNumber;
  readonly mediaType: MediaType;
  readonly media: OutgoingMedia;
  readonly caption: string | null;
  /** The name a document is sent with; null for all else. */
  readonly filename: string | null;
  /** Comes back in every status of the message. */
  readonly callbackData: string;
  /** Called now and then while a long upload runs, so that the message's lease does not run out. */
  readonly renew: Task<unknown>;
}

export interface WhatsApp {
  /**
   * Sends a message and says what came of it; never rejects. A send whose outcome is unknown is never repeated;
   * one that certainly did not happen is, within the time budget, unless the service is stopping.
   */
  readonly send: (order: SendOrder) => Task<SendOutcome>;
}
