import { type Either } from 'fp-ts/lib/Either.js';
import { type Option } from 'fp-ts/lib/Option.js';
import { type ReadMessagesError } from '../../model/errors.js';
import { type WrittenField } from '../../model/field-rules.js';
import { type Message } from '../../model/message/message.js';
import { type RateLimit } from '../../model/account/rate-limit.js';

export interface GetMessageCall {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** As written. A text that is no id names no message. */
  readonly chatMessageId: string;
}

export interface ListMessagesCall {
  readonly credentials: Option<string>;
  /** `status`, `contact_id`, `media_type`, `since`, `until`, `limit`, `cursor`, as written; others are ignored. */
  readonly query: readonly WrittenField[];
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
