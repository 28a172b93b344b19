import { type ChatMessageId, freesKey, type Message, type SendFailure } from './message.js';
import { mayBecome } from './message-state.js';
import { type Instant } from './time.js';

/** What WhatsApp may tell of a message after it has answered the call that sent it. */
export const reportedStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];

/** One status of one message, as WhatsApp tells it. */
export interface StatusReport {
  readonly wamid: string;
  /** The message of the account that the status names by our mark; null where it brings none. */
  readonly messageId: ChatMessageId | null;
  readonly status: ReportedStatus;
  /** By WhatsApp's clock, in whole seconds. */
  readonly at: Instant;
  /** Why it failed; null for every other status. */
  readonly failure: SendFailure | null;
}

/** Whether a report that names a message may be about it: another service may use the same mark. */
export const isAbout = (message: Message, report: StatusReport): boolean =>
  message.wamid === null || message.wamid === report.wamid;

/**
 * The message once a status of it is known; the same value where that says nothing new. The state goes forward only,
 * but a step that is told late still gets its time. A failure that settles what was unknown, and may be tried
 * again, frees the idempotency key: its caller was never told that the message was sent.
 */
export const reportedMessage = (message: Message, report: StatusReport): Message => {
  const moves = mayBecome(message.state, report.status);
  const wamid = message.wamid ?? report.wamid;
  if (report.status === 'failed') return moves ? failedMessage(message, wamid, report) : known(message, { wamid });
  const times = timesOf(message, report.status, report.at);
  if (!moves) return known(message, { wamid, ...times });
  return { ...message, wamid, ...times, state: report.status, failure: null };
};

const failedMessage = (message: Message, wamid: string, { at, failure }: StatusReport): Message => ({
  ...message,
  wamid,
  state: 'failed',
  failedAt: at,
  failure,
  key: message.outcome === 'unknown' && failure !== null && freesKey(failure) ? null : message.key,
});

type Times = Partial<Pick<Message, 'sentAt' | 'deliveredAt' | 'readAt'>>;

/** The time that a status tells; the first one told stays. What failed was sent, but neither delivered nor read. */
const timesOf = (message: Message, status: Exclude<ReportedStatus, 'failed'>, at: Instant): Times => {
  if (status === 'sent') return { sentAt: message.sentAt ?? at };
  if (status === 'played' || message.state === 'failed') return {};
  return status === 'delivered' ? { deliveredAt: message.deliveredAt ?? at } : { readAt: message.readAt ?? at };
};

/** The message with more known of it; itself where nothing is new. */
const known = (message: Message, more: Times & Pick<Message, 'wamid'>): Message =>
  (Object.keys(more) as (keyof typeof more)[]).every((field) => message[field] === more[field])
    ? message
    : { ...message, ...more };
