import { type Option } from 'fp-ts/lib/Option.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../account.js';
import { type ContactId } from '../contact.js';
import { type FeatureLimitExceeded, type Unavailable } from '../errors.js';
import {
  type ChatMessageId,
  type IdempotencyKey,
  type Message,
  type MessageDraft,
  type MessageRef,
  type SendOutcome,
} from '../message.js';
import { type Instant } from '../time.js';
import { type Stored } from './store.js';

/** Another message holds the idempotency key. */
export interface KeyTaken {
  readonly _tag: 'KeyTaken';
}

/** How an account and one of its contacts stand with conversations. */
export interface ConversationStanding {
  /** Whether the contact's conversation is open, so that a message costs no new one. */
  readonly open: boolean;
  /** Conversations the account has opened in the calendar month (UTC). */
  readonly openedThisMonth: number;
}

/** Messages, with the conversations they open and the idempotency keys they claim. */
export interface Messages {
  readonly byId: (account: AccountId, id: ChatMessageId) => Stored<Option<Message>>;
  /** The message that holds this key and was opened less than 24 hours before `now`. */
  readonly byKey: (account: AccountId, key: IdempotencyKey, now: Instant) => Stored<Option<Message>>;
  /** Where conversations stand; a contact that does not exist yet (null) has none open. */
  readonly standing: (account: AccountId, contact: ContactId | null, now: Instant) => Stored<ConversationStanding>;
  /**
   * Opens the record of a message as `pending`, all of it or nothing: opens the contact's conversation if none
   * is open and counts it (at most `maximum` a month, -1: no limit, exactly), claims the key if there is one and
   * nobody else holds it, takes the next id. Durable when it resolves: this is the commit point of a send.
   */
  readonly open: (
    draft: MessageDraft,
    maximum: number,
    now: Instant,
  ) => TE.TaskEither<Unavailable | FeatureLimitExceeded | KeyTaken, Message>;
  /** Says that the sender of a pending message is alive: its lease runs anew from `now`. */
  readonly renew: (message: MessageRef, now: Instant) => Stored<void>;
  /**
   * Records the outcome as `settledMessage` says, and the recipient's `waId` on the contact, in one write.
   * Repeating it changes nothing. Durable when it resolves. Answers the message as it then is.
   */
  readonly settle: (message: MessageRef, outcome: SendOutcome) => Stored<Message>;
  /**
   * Makes `unconfirmed` each pending message whose lease has run out at `now`; with `all`, each pending message
   * but those with a running sender in this process. Answers how many.
   */
  readonly expire: (now: Instant, all: boolean) => Stored<number>;
}
