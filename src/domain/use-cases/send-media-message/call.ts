import { type Either } from 'fp-ts/lib/Either.js';
import { type IO } from 'fp-ts/lib/IO.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type Bytes } from '../../model/bytes.js';
import { type ContactId } from '../../model/contact/contact.js';
import { type BodyFault, type SendMediaError } from '../../model/errors.js';
import { type MediaType } from '../../model/media/media-rules.js';
import { type ChatMessageId } from '../../model/message/opened-message.js';
import { type PhoneNumber } from '../../model/contact/phone.js';
import { type RateLimit } from '../../model/account/rate-limit.js';
import { type Instant } from '../../model/time.js';

/**
 * A field as it was written, under the API's name (`contact.firstname`). The value is text, or whatever a JSON
 * body held in its place: whether it will do is for the use case to judge, and so is a name that comes twice.
 */
export interface FieldPart {
  readonly _tag: 'Field';
  readonly name: string;
  readonly value: unknown;
}

/** A file part. Its bytes must be read, or left, before the next part is pulled. */
export interface FilePart {
  readonly _tag: 'File';
  readonly field: string;
  /** The uploaded file's name as written, empty where it has none. */
  readonly name: string;
  readonly bytes: Bytes;
  /** Whether no field can follow, so that what is missing now is missing for good. */
  readonly fieldsComplete: boolean;
}

/** What the caller says of a file that is whole, where its door has words for that. It is compared with what came. */
export interface FileEndPart {
  readonly _tag: 'FileEnd';
  readonly sizeBytes: Option<number>;
  /** Lower-case hex. */
  readonly sha256: Option<string>;
}

export type Part = FieldPart | FilePart | FileEndPart;

/**
 * A request as its door hands it over. Nothing of the body is read before the first pull of `parts`. A fault of
 * the body, also one in the middle of a file, is the last thing that `parts` yields; it never throws.
 */
export interface SendMediaCall {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** The idempotency key as written. Asked for once a part was pulled: it may come with the first. */
  readonly key: IO<Option<string>>;
  readonly parts: AsyncIterable<Either<BodyFault, Part>>;
  /** Aborted when the caller hangs up or its deadline passes; without effect once the message is open. */
  readonly signal: AbortSignal;
}

/** A message that WhatsApp accepted. */
export interface Receipt {
  /** WhatsApp's id, `wamid.…`. */
  readonly messageId: string;
  readonly contactId: ContactId;
  readonly phone: PhoneNumber;
  readonly mediaType: MediaType;
  readonly mediaUrl: string;
  readonly caption: string | null;
  readonly filename: string | null;
  readonly sentAt: Instant;
  /** A contact's one chat has its contact's id. */
  readonly chatId: ContactId;
  readonly chatMessageId: ChatMessageId;
  readonly warnings: readonly string[];
}

export interface SendMediaAnswer {
  /** Where the token stands with its limit; none for an unknown token or one without limit. */
  readonly rateLimit: Option<RateLimit>;
  /** Whether this is the answer of an earlier request with the same idempotency key. */
  readonly replayed: boolean;
  readonly result: Either<SendMediaError, Receipt>;
}

/** The main use case. Rejects only on a defect. */
export type SendMediaMessage = (call: SendMediaCall) => Promise<SendMediaAnswer>;
