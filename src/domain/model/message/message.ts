import { isErased } from '../contact/recipient.js';
import { type ChatMessageId, LEASE, type MessageDraft, type OpenedMessage } from './opened-message.js';
import { type CallOutcome, type SendFailure } from './send-outcome.js';
import { type Instant } from '../time.js';
import { type Timeline, withEntries } from './timeline.js';

/** WhatsApp's answer is awaited. Such a message is not erased before it has settled. */
export interface PendingMessage extends OpenedMessage {
  readonly recipient: MessageDraft['recipient'];
  readonly mediaUrl: MessageDraft['mediaUrl'];
  readonly state: 'pending';
  readonly outcome: null;
}

/** WhatsApp may have the message: its answer did not come, or was unclear. */
export interface UnconfirmedMessage extends OpenedMessage {
  readonly state: 'unconfirmed';
  readonly outcome: 'unknown';
  readonly failure: SendFailure;
}

/**
 * The fields of a message that reached WhatsApp. A status may come before the outcome of the call, which is null until
 * then.
 */
interface ReachedMessage extends OpenedMessage {
  readonly outcome: CallOutcome | null;
  /** WhatsApp's id of the message, from its answer or from a status; null after erasing and where it was set by hand. */
  readonly wamid: string | null;
}

export interface SentMessage extends ReachedMessage {
  readonly state: 'sent';
  readonly sentAt: Instant;
}

/** Statuses may skip steps, so the time of an earlier step may be unknown. */
export interface DeliveredMessage extends ReachedMessage {
  readonly state: 'delivered';
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant;
}

export interface ReadMessage extends ReachedMessage {
  readonly state: 'read';
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant;
}

/** A voice clip that was played; WhatsApp need not have said that it was read. */
export interface PlayedMessage extends ReachedMessage {
  readonly state: 'played';
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant | null;
}

interface FailedBase extends OpenedMessage {
  readonly state: 'failed';
  readonly failedAt: Instant;
  readonly failure: SendFailure;
}

/** WhatsApp accepted the message, and could not deliver it. */
export interface AcceptedThenFailedMessage extends FailedBase {
  readonly outcome: 'accepted';
  readonly wamid: string | null;
  readonly sentAt: Instant;
}

/** WhatsApp refused the message, or a status reported its failure before the outcome, or after an unknown one. */
export interface RefusedMessage extends FailedBase {
  readonly outcome: Exclude<CallOutcome, 'accepted'> | null;
  readonly wamid: string | null;
  readonly sentAt: Instant | null;
}

export type FailedMessage = AcceptedThenFailedMessage | RefusedMessage;

/** A message, as a union by state. Each member has the fields that its state can have. */
export type Message =
  PendingMessage | UnconfirmedMessage | SentMessage | DeliveredMessage | ReadMessage | PlayedMessage | FailedMessage;

/** A message with a recorded outcome or a reported status. */
export type SettledMessage = Exclude<Message, PendingMessage>;

/** WhatsApp's id of the message; null until an answer or a status gives one, and after erasing. */
export const wamidOf = (message: Message): string | null => ('wamid' in message ? message.wamid : null);

/** The wamid of a message that is reported with this one: the first that is known stays, and an erased one has none. */
export const wamidWith = (message: Message, wamid: string): string | null =>
  isErased(message.recipient) ? null : (wamidOf(message) ?? wamid);

/** Why the message is not known to be sent; null if it is sent or still pending. */
export const failureOf = (message: Message): SendFailure | null => ('failure' in message ? message.failure : null);

/** A draft as it is first recorded, at `now` and in this minute of service. */
export const openedMessage = (
  { origin, ...draft }: MessageDraft,
  id: ChatMessageId,
  now: Instant,
  minute: number,
): PendingMessage => ({
  ...draft,
  id,
  createdAt: now,
  openedInMinute: minute,
  leaseUntil: now + LEASE,
  settledByHand: false,
  erasesOnceSettled: false,
  timeline: [{ kind: 'opened', at: now, ...origin, idempotencyKey: draft.key }],
  state: 'pending',
  outcome: null,
});

/** A message that went through more; the same value if that is known. */
export const withTimeline = <M extends Message>(message: M, entries: Timeline): M => {
  const timeline = withEntries(message.timeline, entries);
  return timeline === message.timeline ? message : { ...message, timeline };
};

/** A message with its lease renewed: it starts again at `now`. */
export const renewedMessage = <M extends Message>(message: M, now: Instant): M => ({
  ...message,
  leaseUntil: now + LEASE,
});
