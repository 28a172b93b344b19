import { type Either } from 'fp-ts/lib/Either.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type WhatsAppCredentials } from '../../model/account/account.js';
import { type Contact, type NewContact } from '../../model/contact/contact.js';
import { type SendMediaError } from '../../model/errors.js';
import { type GivenFields } from '../../model/given-fields.js';
import { type FileName } from '../../model/media/file-name.js';
import { type ServedType } from '../../model/media/media-rules.js';
import { type MediaUrl } from '../../model/media/media-url.js';
import { type IdempotencyKey } from '../../model/message/idempotency-key.js';
import { type PendingMessage } from '../../model/message/message.js';
import { type SendOutcome } from '../../model/message/send-outcome.js';
import { type SendEntry } from '../../model/message/timeline.js';
import { type PublishedMedia, type StagedMedia } from '../../ports/media-storage.js';
import { type Caller } from '../admit.js';
import { type Receipt, type SendMediaCall } from './call.js';
import { type Cleanup } from './cleanup.js';
import { type MessageFields } from './request/fields.js';

/** A file with the name that it came with; empty if it had none. */
export interface NamedFile {
  readonly name: string;
  /** The extension that it came with, as written. Without one, the bytes decide. */
  readonly extension: Option<string>;
  readonly staged: StagedMedia;
}

/** The parts of a request, collected but not yet validated. */
export interface Received {
  readonly given: GivenFields;
  readonly file: Option<NamedFile>;
}

/** Where the bytes come from. If a request has both, the file wins. */
export type MediaSource =
  { readonly _tag: 'Uploaded'; readonly file: NamedFile } | { readonly _tag: 'Linked'; readonly url: MediaUrl };

export interface SendMediaRequest {
  readonly fields: MessageFields;
  readonly source: MediaSource;
  readonly key: IdempotencyKey | null;
  /** Fields that begin with `contact` and are unknown, as they were written. */
  readonly unknownNames: readonly string[];
}

/** The contact that the message goes to: one that exists, or one to create. */
export type ContactChoice =
  | {
      readonly _tag: 'Known';
      readonly contact: Contact;
      /** Another contact, which has the user id of a request whose phone is this contact's; null if there is none. */
      readonly other: Contact | null;
    }
  | { readonly _tag: 'New'; readonly draft: NewContact };

export interface Examined {
  readonly choice: ContactChoice;
  readonly credentials: WhatsAppCredentials;
}

/** What WhatsApp gets: the file itself, or its conversion. */
export interface OutgoingFile {
  readonly staged: StagedMedia;
  readonly type: ServedType;
  readonly converted: boolean;
}

/** A file that may be published and sent. */
export interface PreparedMedia {
  readonly staged: StagedMedia;
  readonly servedType: ServedType;
  /** The name at the end of the media URL. A document is sent with it. */
  readonly name: FileName;
  readonly outgoing: OutgoingFile;
  /** Lines for `meta.warnings` about the file. */
  readonly warnings: readonly string[];
}

/** What a send came to, and what it went through. */
export interface EndedSend {
  readonly outcome: SendOutcome;
  readonly entries: readonly SendEntry[];
}

/** One request on its way: the results of its steps, in their order. Each step asks for the part that it needs. */
export interface Journey {
  readonly call: SendMediaCall;
  readonly caller: Caller;
  readonly cleanup: Cleanup;
  readonly received: Received;
  readonly request: SendMediaRequest;
  /** Equal for two requests that count as the same. */
  readonly fingerprint: string;
  readonly examined: Examined;
  readonly media: PreparedMedia;
  readonly contact: Contact;
  readonly published: PublishedMedia;
  readonly message: PendingMessage;
  readonly ended: EndedSend;
}

/** The part of a journey that a step needs. It compiles only if the steps before have made that part. */
export type With<Key extends keyof Journey> = Pick<Journey, Key>;

/** The answer of an earlier request with the same idempotency key. */
export interface Replayed {
  readonly _tag: 'Replayed';
  readonly result: Either<SendMediaError, Receipt>;
}

/** The result of a step: what it made, or the end of the journey, by an error or by a replayed answer. */
export type Step<A> = TaskEither<SendMediaError | Replayed, A>;
