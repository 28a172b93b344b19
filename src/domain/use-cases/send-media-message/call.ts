import { type Either } from 'fp-ts/lib/Either.js';
import { type IO } from 'fp-ts/lib/IO.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type Bytes } from '../../model/bytes.js';
import { type ContactId } from '../../model/contact/contact.js';
import { type AccountId } from '../../model/account/account.js';
import { type BodyFault, type SendMediaError } from '../../model/errors.js';
import { type WrittenField } from '../../model/given-fields.js';
import { type MediaType } from '../../model/media/media-rules.js';
import { type ChatMessageId } from '../../model/message/opened-message.js';
import { type Erased, type Recipient } from '../../model/contact/recipient.js';
import { type Door } from '../../model/message/timeline.js';
import { type RateLimit } from '../../model/account/rate-limit.js';
import { type Instant } from '../../model/time.js';

/**
 * A field as it was written, under the API's name (`contact.firstname`). The value is text, the JSON value in its place,
 * or `unreadable`. The use case judges it, and also a name that comes twice.
 */
export interface FieldPart extends WrittenField {
  readonly _tag: 'Field';
}

/** The one field that a file may come in. */
export const FILE_FIELD = 'media_file';

/** How long the text of a field may be, in bytes. */
export const MAX_FIELD_BYTES = 16 * 1_024;

/** A file part. Its bytes must be read, or skipped, before the next part is pulled. */
export interface FilePart {
  readonly _tag: 'File';
  readonly field: string;
  /**
   * The uploaded file's name, decoded; empty if it has none. Null for a part of the field that says nowhere that it is a
   * file: it may be one whose sender forgot the name.
   */
  readonly name: string | null;
  readonly bytes: Bytes;
  /** What to do about bytes that are not those of the file, as the end of a sentence that begins with the field's name. */
  readonly unreadable?: string;
  /** Whether no field can follow, so that a field that is missing now stays missing. */
  readonly fieldsComplete: boolean;
}

/**
 * What the caller says of its complete file, if the door's protocol can say it. It is compared with the bytes that
 * arrived.
 */
export interface FileEndPart {
  readonly _tag: 'FileEnd';
  readonly sizeBytes: Option<number>;
  /** Lower-case hex. */
  readonly sha256: Option<string>;
}

export type Part = FieldPart | FilePart | FileEndPart;

/**
 * A request as its door passes it on. Nothing of the body is read before the first pull of `parts`. A fault of the
 * body, also one in the middle of a file, is the last value that `parts` yields; `parts` never throws.
 */
export interface SendMediaCall {
  readonly door: Door;
  readonly requestId: string;
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** The idempotency key as written. It is read after the first part was pulled, since it may come with that part. */
  readonly key: IO<Option<string>>;
  readonly parts: AsyncIterable<Either<BodyFault, Part>>;
  /** Aborted when the caller hangs up or its deadline passes. It has no effect once the message is open. */
  readonly signal: AbortSignal;
  /** Told once whose call it is, as soon as that is known and before the first pull. */
  readonly onAdmitted?: (account: AccountId) => void;
}

/** A message that WhatsApp accepted. */
export interface Receipt {
  /** WhatsApp's id, `wamid.…`. Null in a replay, where the message was erased or settled by hand. */
  readonly messageId: string | null;
  readonly contactId: ContactId;
  /** Who the message went to, as the request named them. */
  readonly recipient: Recipient | Erased;
  readonly mediaType: MediaType;
  /** Null in a replay, where the message was erased. */
  readonly mediaUrl: string | null;
  readonly caption: string | null;
  readonly filename: string | null;
  readonly reference: string | null;
  readonly sentAt: Instant;
  /** A contact's one chat has its contact's id. */
  readonly chatId: ContactId;
  readonly chatMessageId: ChatMessageId;
  readonly warnings: readonly string[];
}

export interface SendMediaAnswer {
  /** The state of the token's rate limit; none for an unknown token or one without a limit. */
  readonly rateLimit: Option<RateLimit>;
  /** Whether this replays the answer of an earlier request with the same idempotency key. */
  readonly replayed: boolean;
  readonly result: Either<SendMediaError, Receipt>;
}

/** The main use case. Rejects only on a defect. */
export type SendMediaMessage = (call: SendMediaCall) => Promise<SendMediaAnswer>;
