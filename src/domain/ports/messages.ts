import { type Option } from 'fp-ts/lib/Option.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type ContactId } from '../model/contact/contact.js';
import { type FeatureLimitExceeded, type Unavailable } from '../model/errors.js';
import {
  type ChatMessageId,
  type IdempotencyKey,
  type MessageDraft,
  type MessageRef,
} from '../model/message/opened-message.js';
import { type Message, type SettledMessage } from '../model/message/message.js';
import { type SendOutcome } from '../model/message/send-outcome.js';
import { type MessageFilter, type MessagePage, type MessagePosition } from '../model/message/message-page.js';
import { type MessageEvent } from '../model/message/outbound-event.js';
import { type StatusReport } from '../model/message/status-report.js';
import { HOUR, type Instant } from '../model/time.js';
import { type Damaged, type Round, type Stored } from './store.js';

/** Another message holds the idempotency key. */
export interface KeyTaken {
  readonly _tag: 'KeyTaken';
}

/** How long a status waits for a message whose wamid is not known yet: longer than any send takes. */
export const REPORT_KEPT = HOUR;

/** How an account and one of its contacts stand with conversations. */
export interface ConversationStanding {
  /** Whether the contact's conversation is open, so that a message costs no new one. */
  readonly open: boolean;
  /** Conversations the account has opened in the calendar month (UTC). */
  readonly openedThisMonth: number;
}

/** A page, and which messages of it are left out since their records are damaged. */
export interface ListedMessages extends MessagePage {
  readonly damaged: readonly Damaged[];
}

/** Messages, with the conversations they open and the idempotency keys they claim. */
export interface Messages {
  readonly byId: (account: AccountId, id: ChatMessageId) => Stored<Option<Message>>;
  /** The message that holds this key and was opened less than 24 hours before `now`. */
  readonly byKey: (account: AccountId, key: IdempotencyKey, now: Instant) => Stored<Option<Message>>;
  /**
   * The account's messages that fit the filter, newest first (by `createdAt`, then by id), those behind `after`, at
   * most `limit`. Following `next` from page to page shows each message that fits exactly once, whatever is opened
   * meanwhile. A page may be short of the limit and still have a `next`: where few of many fit, looking goes on
   * with the next call, so that none takes long. A damaged message is left out and named.
   */
  readonly list: (
    account: AccountId,
    filter: MessageFilter,
    after: MessagePosition | null,
    limit: number,
  ) => Stored<ListedMessages>;
  /** Where conversations stand; a contact that does not exist yet (null) has none open. */
  readonly standing: (account: AccountId, contact: ContactId | null, now: Instant) => Stored<ConversationStanding>;
  /**
   * Opens the record of a message as `pending`, all of it or nothing: opens the contact's conversation if none
   * is open and counts it (at most `maximum` a month, -1: no limit, exactly), claims the key if there is one and
   * no other message holds it, takes the next id. Durable when it resolves: this is the commit point of a send.
   */
  readonly open: (
    draft: MessageDraft,
    maximum: number,
    now: Instant,
  ) => TE.TaskEither<Unavailable | FeatureLimitExceeded | KeyTaken, Message>;
  /** Says that the sender of a pending message is alive: its lease starts again at `now`. */
  readonly renew: (message: MessageRef, now: Instant) => Stored<void>;
  /**
   * Records the outcome as `settledMessage` says, and the recipient's `waId` on the contact, in one write.
   * Joins the reports that were kept for its `wamid`. Repeating it changes nothing. Durable when it resolves.
   * Answers the message as it then is.
   */
  readonly settle: (message: MessageRef, outcome: SendOutcome) => Stored<SettledMessage>;
  /**
   * Records a status as `reportedMessage` says, on the message of this account that the report names and `isAbout`,
   * else on the one with its `wamid`. A report that names no message, and whose `wamid` is not known, is kept for
   * `REPORT_KEPT` from `now` on, at least, and joined as soon as a message is given that `wamid`, also when both happen at
   * once; any other is forgotten. Repeating it changes nothing. Durable when it resolves. Answers the events of the
   * change; of several callers that report the same, one gets them.
   */
  readonly recordStatus: (account: AccountId, report: StatusReport, now: Instant) => Stored<readonly MessageEvent[]>;
  /**
   * Makes `unconfirmed` each pending message whose lease has run out at `now`; with `all`, each pending message
   * but those with a running sender in this process. Answers how many. A damaged message stays as it is.
   */
  readonly expire: (now: Instant, all: boolean) => Stored<Round>;
}
