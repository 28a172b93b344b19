import { type Option } from 'fp-ts/lib/Option.js';
import { type ReadMessagesError } from '../../model/errors.js';
import { type Answered, type Asked } from '../answer-admitted.js';
import { type WrittenField } from '../../model/given-fields.js';
import { type Message } from '../../model/message/message.js';

export interface GetMessageCall {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  /** As written. A text that is no id names no message. */
  readonly chatMessageId: Asked<string>;
  /** The query of the URL. There is nothing to ask for. */
  readonly query: readonly WrittenField[];
}

export interface ListMessagesCall {
  readonly credentials: Option<string>;
  /** The conditions, `limit` and `cursor`, as written: see `parseMessageQuery`. */
  readonly query: Asked<readonly WrittenField[]>;
}

export interface MessageList {
  /** Newest first. */
  readonly messages: readonly Message[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

export type ReadAnswer<A> = Answered<ReadMessagesError, A>;

/** One message of the caller's account. Rejects only on a defect. */
export type GetMessage = (call: GetMessageCall) => Promise<ReadAnswer<Message>>;

/** The messages of the caller's account, page by page. Rejects only on a defect. */
export type ListMessages = (call: ListMessagesCall) => Promise<ReadAnswer<MessageList>>;
