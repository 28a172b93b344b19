import { type AccountId } from '../account/account.js';
import { type Message } from './message.js';
import { type MessageSnapshot, snapshotOf } from './message-snapshot.js';
import { type MessageState } from './message-state.js';
import { type Instant } from '../time.js';

/** The events of messages, each named by the state that a message has reached. */
export const messageEventTypes = [
  'message.sent',
  'message.delivered',
  'message.read',
  'message.played',
  'message.failed',
  'message.unconfirmed',
] as const;
export type MessageEventType = (typeof messageEventTypes)[number];

export const isMessageEventType = (type: string): type is MessageEventType =>
  (messageEventTypes as readonly string[]).includes(type);

/** A message has changed its state. */
export interface MessageEvent {
  readonly type: MessageEventType;
  readonly accountId: AccountId;
  /** When the change was recorded, on our clock. */
  readonly at: Instant;
  /** The message right after the change. */
  readonly message: MessageSnapshot;
}

/** The event of each state; null for a state without one. */
const typeOf = {
  pending: null,
  unconfirmed: 'message.unconfirmed',
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  played: 'message.played',
  failed: 'message.failed',
} as const satisfies Record<MessageState, MessageEventType | null>;

/** The event of a change that was recorded at `at`; null if the state did not change. One change makes one event. */
export const messageEvent = (before: Message, after: Message, at: Instant): MessageEvent | null => {
  const type = typeOf[after.state];
  return type === null || after.state === before.state
    ? null
    : { type, accountId: after.accountId, at, message: snapshotOf(after) };
};
