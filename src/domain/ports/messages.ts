import { type Option } from 'fp-ts/lib/Option.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Contact, type ContactId } from '../model/contact/contact.js';
import { type Recipient } from '../model/contact/recipient.js';
import { type Conflict, type FeatureLimitExceeded, type MessageNotFound, type Unavailable } from '../model/errors.js';
import { type IdempotencyKey } from '../model/message/idempotency-key.js';
import { type ChatMessageId, type MessageDraft, type MessageRef } from '../model/message/opened-message.js';
import { type Message, type PendingMessage, type SettledMessage } from '../model/message/message.js';
import { type HandSettlement } from '../model/message/hand-settlement.js';
import { type SendOutcome } from '../model/message/send-outcome.js';
import { type MessageFilter, type MessagePage, type MessagePosition } from '../model/message/message-page.js';
import { type MessageEvent } from '../model/message/message-event.js';
import { type StatusReport } from '../model/message/status-report.js';
import { type SendEntry } from '../model/message/timeline.js';
import { HOUR, type Instant } from '../model/time.js';
import { type Damaged, type Round, type Stored } from './store.js';

/** Another message has claimed the idempotency key. */
export interface KeyTaken {
  readonly _tag: 'KeyTaken';
}

/** How long a status waits for a message whose wamid is not known yet: longer than any send takes. */
export const REPORT_KEPT = HOUR;

/** The conversations of an account and one of its contacts. */
export interface ConversationStanding {
  /** Whether the contact has an open conversation, so that a message opens no new one. */
  readonly open: boolean;
  /** Conversations that the account has opened in the calendar month (UTC). */
  readonly openedThisMonth: number;
}

/** One of WhatsApp's message ids, and an account with a message that has it. */
export interface KnownWamid {
  readonly accountId: AccountId;
  readonly wamid: string;
}

/** A page, and the messages that it leaves out because their records are damaged. */
export interface ListedMessages extends MessagePage {
  readonly damaged: readonly Damaged[];
}

/** Whom a message went to. */
export interface ReachedPerson {
  /** As the message names them. */
  readonly recipient: Recipient;
  /** The message's contact after what was learnt. */
  readonly contact: Contact;
}

export interface RecordedStatus {
  readonly events: readonly MessageEvent[];
  /**
   * Whose message it is; null if the report has no message, if it shows nothing but the id that the message was sent to,
   * or if the contact's record is missing or damaged.
   */
  readonly reached: ReachedPerson | null;
}

/**
 * Messages, with the conversations that they open and the idempotency keys that they claim. An erased message stays as
 * `erasedMessage` makes it (see `Erasing`): its key stays claimed, statuses still find it by its mark, and nothing is learnt
 * from what is reported of it.
 */
export interface Messages {
  readonly byId: (account: AccountId, id: ChatMessageId) => Stored<Option<Message>>;
  /** The message that holds this key: see `holdsKey`. */
  readonly byKey: (account: AccountId, key: IdempotencyKey) => Stored<Option<Message>>;
  /** Which of these accounts have messages with which of these wamids, each pair once, in no order. */
  readonly withWamids: (accounts: readonly AccountId[], wamids: readonly string[]) => Stored<readonly KnownWamid[]>;
  /**
   * The account's messages that fit the filter, newest first (by `createdAt`, then by id), from the one after `after`
   * on, at most `limit`. Following `next` from page to page shows each message that fits exactly once, also if messages
   * are opened meanwhile. A page may have fewer messages than the limit and still have a `next`: the work of one call
   * is bounded, and the next call continues the search. A damaged message is left out and named.
   */
  readonly list: (
    account: AccountId,
    filter: MessageFilter,
    after: MessagePosition | null,
    limit: number,
  ) => Stored<ListedMessages>;
  /** The state of conversations. A contact that does not exist yet (null) has none open. */
  readonly standing: (account: AccountId, contact: ContactId | null, now: Instant) => Stored<ConversationStanding>;
  /**
   * Opens a message as `pending`, in one atomic step: opens the contact's conversation if none is open and counts it
   * (at most `maximum` a month, -1: no limit, exactly), claims the key if there is one and no other message has claimed
   * it, and takes the next id. From then on the message's file is named, as of the end of this day (UTC).
   * Durable when it resolves: this is the commit point of a send. If it fails and the message is recorded later all the same, the store settles it as not sent, which frees the key.
   */
  readonly open: (
    draft: MessageDraft,
    maximum: number,
    now: Instant,
  ) => TE.TaskEither<Unavailable | FeatureLimitExceeded | KeyTaken, PendingMessage>;
  /** Renews the lease of a message whose outcome is awaited, because its sender is alive: it starts again at `now`. */
  readonly renew: (message: MessageRef, now: Instant) => Stored<void>;
  /**
   * Records the outcome as `settledMessage` does, with what the send went through (`entries`), and on the contact what it lacks of what the answer shows
   * (`learntFromOutcome`). `contact` is the message's contact as it was last read. Applies the reports that were kept
   * for its `wamid`. Repeating it changes nothing. Durable when it resolves. Returns the message after the change.
   */
  readonly settle: (
    message: MessageRef,
    outcome: SendOutcome,
    contact: Contact,
    entries: readonly SendEntry[],
  ) => Stored<SettledMessage>;
  /**
   * Settles a message by hand as `handSettled` does, if it is `settleable`. If several settle one at once, one of them
   * does, and the others get the conflict. Durable when it resolves.
   */
  readonly settleByHand: (
    message: MessageRef,
    settlement: HandSettlement,
  ) => TE.TaskEither<Unavailable | MessageNotFound | Conflict, SettledMessage>;
  /**
   * Records a status as `reportedMessage` does: on the message of this account that it `isMarkedFor`, else on the
   * message with its `wamid`. A report without a mark and with an unknown `wamid` is kept for at
   * least `REPORT_KEPT` from `now` on, and applied as soon as a message gets that `wamid`, also if both happen at once.
   * Any other report without a message is dropped. The message's contact gets what it lacks of what the report shows
   * (`learntFromReport`). Repeating it changes nothing. Durable when it resolves. Returns the events of the change; if
   * several callers report the same, one of them gets the events.
   */
  readonly recordStatus: (account: AccountId, report: StatusReport, now: Instant) => Stored<RecordedStatus>;
  /**
   * Settles each message as unknown whose outcome is awaited and whose lease has expired at `now`; with `all`, each
   * whose outcome is awaited, except those with a running sender in this process. Returns how many. A damaged message
   * stays as it is.
   */
  readonly expire: (now: Instant, all: boolean) => Stored<Round>;
}
