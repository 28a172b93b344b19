import { type Either } from 'fp-ts/lib/Either.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type BodyFault, type ReadMessagesError } from '../../model/errors.js';
import { type WrittenField } from '../../model/given-fields.js';
import { type Message } from '../../model/message/message.js';
import { type RateLimit } from '../../model/account/rate-limit.js';

/**
 * What a caller asks for, or what is wrong with its request. It is run once, and only when the caller was admitted: until
 * then nothing of the request's body is read.
 */
export type Asked<A> = TaskEither<BodyFault, A>;

export interface GetMessageCall {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** As written. A text that is no id names no message. */
  readonly chatMessageId: Asked<string>;
}

export interface ListMessagesCall {
  readonly credentials: Option<string>;
  /** `status`, `contact_id`, `media_type`, `since`, `until`, `limit`, `cursor`, as written; others are ignored. */
  readonly query: Asked<readonly WrittenField[]>;
}

export interface MessageList {
  /** Newest first. */
  readonly messages: readonly Message[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

export interface ReadAnswer<A> {
  /** The state of the token's rate limit; none for an unknown token or one without a limit. */
  readonly rateLimit: Option<RateLimit>;
  readonly result: Either<ReadMessagesError, A>;
}

/** One message of the caller's account. Rejects only on a defect. */
export type GetMessage = (call: GetMessageCall) => Promise<ReadAnswer<Message>>;

/** The messages of the caller's account, page by page. Rejects only on a defect. */
export type ListMessages = (call: ListMessagesCall) => Promise<ReadAnswer<MessageList>>;
