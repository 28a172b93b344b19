import { type Option } from 'fp-ts/lib/Option.js';
import { type SettleMessageError } from '../../model/errors.js';
import { type WrittenField } from '../../model/given-fields.js';
import { type GivenMembers } from '../../model/given-members.js';
import { type SettledMessage } from '../../model/message/message.js';
import { type Answered, type Asked } from '../answer-admitted.js';

export interface SettleMessageCall {
  /** The bearer token as presented. */
  readonly credentials: Option<string>;
  readonly requestId: string;
  /** As written. A text that is no id names no message. */
  readonly chatMessageId: string;
  /** The query of the URL. There is nothing to ask for. */
  readonly query: readonly WrittenField[];
  /** `as`, as written. */
  readonly members: Asked<GivenMembers>;
}

/** Settles a message of the caller's account by hand (SPEC 5). Rejects only on a defect. */
export type SettleMessage = (call: SettleMessageCall) => Promise<Answered<SettleMessageError, SettledMessage>>;
