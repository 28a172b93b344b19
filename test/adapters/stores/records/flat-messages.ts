import {
  type CallOutcome,
  type SendFailure,
  type SendOutcome,
} from '../../../../src/domain/model/message/send-outcome.js';
import { type ChatMessageId, type MessageDraft } from '../../../../src/domain/model/message/opened-message.js';
import {
  type MessageState,
  type ReportedStatus,
  statesBefore,
} from '../../../../src/domain/model/message/message-state.js';
import { freesKey } from '../../../../src/domain/model/message/settled-message.js';
import { type Timeline } from '../../../../src/domain/model/message/timeline.js';
import { type PhoneNumber } from '../../../../src/domain/model/contact/phone.js';
import { type UserId } from '../../../../src/domain/model/contact/user-id.js';
import { type Instant } from '../../../../src/domain/model/time.js';

/*
 * Messages as they were before they were told apart by state, with the functions that changed them then, to the
 * letter. What these can make is what stores hold: all of it must decode.
 */

/** A message with the same fields in every state: the shape in which stores keep it. */
export interface FlatMessage extends Omit<MessageDraft, 'recipient' | 'mediaUrl' | 'origin'> {
  readonly mediaUrl: string | null;
  /** Messages of then have none. */
  readonly timeline: Timeline;
  readonly phone: PhoneNumber | null;
  readonly userId: UserId | null;
  readonly id: ChatMessageId;
  readonly state: MessageState;
  readonly createdAt: Instant;
  readonly openedInMinute: number | null;
  readonly leaseUntil: Instant;
  readonly outcome: CallOutcome | null;
  readonly wamid: string | null;
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant | null;
  readonly failedAt: Instant | null;
  readonly failure: SendFailure | null;
}

export interface FlatReport {
  readonly wamid: string;
  readonly status: ReportedStatus;
  readonly at: Instant;
  readonly failure: SendFailure | null;
}

const mayBecome = (from: MessageState, to: MessageState): boolean =>
  (statesBefore[to] as readonly MessageState[]).includes(from);

export const settledFlat = (message: FlatMessage, outcome: SendOutcome): FlatMessage => {
  if (outcome._tag === 'Accepted') {
    const accepted: FlatMessage = { ...message, outcome: 'accepted', wamid: outcome.wamid, sentAt: outcome.at };
    return mayBecome(message.state, 'sent') ? { ...accepted, state: 'sent', failure: null } : accepted;
  }
  const { failure } = outcome;
  const state = failure.outcome === 'unknown' ? 'unconfirmed' : 'failed';
  if (!mayBecome(message.state, state))
    return message.outcome === null ? { ...message, outcome: failure.outcome } : message;
  return {
    ...message,
    state,
    outcome: message.outcome === 'accepted' ? 'accepted' : failure.outcome,
    failure,
    failedAt: state === 'failed' ? outcome.at : null,
    key: freesKey(failure) ? null : message.key,
  };
};

export const reportedFlat = (message: FlatMessage, report: FlatReport): FlatMessage => {
  const moves = mayBecome(message.state, report.status);
  const wamid = message.wamid ?? report.wamid;
  if (report.status === 'failed') return moves ? failedMessage(message, wamid, report) : known(message, { wamid });
  const times = timesOf(message, report.status, report.at);
  if (!moves) return known(message, { wamid, ...times });
  return { ...message, wamid, ...times, state: report.status, failure: null };
};

const failedMessage = (message: FlatMessage, wamid: string, { at, failure }: FlatReport): FlatMessage => ({
  ...message,
  wamid,
  state: 'failed',
  failedAt: at,
  failure,
  key: message.outcome === 'unknown' && failure !== null && freesKey(failure) ? null : message.key,
});

type Times = Partial<Pick<FlatMessage, 'sentAt' | 'deliveredAt' | 'readAt'>>;

/** The time that a status tells; the first one told stays. What failed was sent, but neither delivered nor read. */
const timesOf = (message: FlatMessage, status: Exclude<ReportedStatus, 'failed'>, at: Instant): Times => {
  if (status === 'sent') return { sentAt: message.sentAt ?? at };
  if (status === 'played' || message.state === 'failed') return {};
  return status === 'delivered' ? { deliveredAt: message.deliveredAt ?? at } : { readAt: message.readAt ?? at };
};

/** The message with more known of it; itself where nothing is new. */
const known = (message: FlatMessage, more: Times & Pick<FlatMessage, 'wamid'>): FlatMessage =>
  (Object.keys(more) as (keyof typeof more)[]).every((field) => message[field] === more[field])
    ? message
    : { ...message, ...more };
