import { type Contact } from '../contact/contact.js';
import { isErased } from '../contact/recipient.js';
import { isSameNumber } from '../contact/phone.js';
import { type ShownPerson } from '../contact/shown-person.js';
import { withoutHand } from './hand-settlement.js';
import { type Mark } from './callback-data.js';
import { openedPart } from './opened-message.js';
import { type FailedMessage, type Message, type SettledMessage, wamidOf, wamidWith } from './message.js';
import { type SendFailure } from './send-outcome.js';
import { mayBecome, type ReportedStatus } from './message-state.js';
import { freesKey } from './settled-message.js';
import { recordedTimes } from './step-times.js';
import { type Instant } from '../time.js';

interface ReportBase {
  readonly wamid: string;
  /** What names a message of the account by our mark; null if the status has no mark of a message of the account. */
  readonly mark: Pick<Mark, 'id' | 'nonce'> | null;
  /** What the status shows of the recipient. */
  readonly shown: ShownPerson;
  /** On WhatsApp's clock, in whole seconds. */
  readonly at: Instant;
}

/** A step on the way to the recipient. */
export interface StepReport extends ReportBase {
  readonly status: Exclude<ReportedStatus, 'failed'>;
}

export interface FailureReport extends ReportBase {
  readonly status: 'failed';
  readonly failure: SendFailure;
}

/** One status of one message, as WhatsApp reports it. */
export type StatusReport = StepReport | FailureReport;

/**
 * Whether the mark of a report names a message (SPEC 5). `contact` is the message's contact, if it is known. A mark that
 * was made without a random part counts only if the recipient is the contact.
 */
export const isMarkedFor = (message: Message, report: StatusReport, contact: Contact | null): boolean => {
  const { mark, shown, wamid } = report;
  if (mark?.id !== message.id || mark.nonce !== message.nonce) return false;
  const known = wamidOf(message);
  if (known !== null && known !== wamid) return false;
  const people = [message.recipient, ...(contact === null ? [] : [contact.recipient])];
  if (people.some(({ userId }) => userId !== null && [shown.userId, shown.parentUserId].includes(userId))) return true;
  if (shown.waId === null) return message.nonce !== null;
  const { waId } = shown;
  const numbers = [...people.map(({ phone }) => phone), contact?.waId ?? null].flatMap((number) => number ?? []);
  // There is nothing to compare with if no number of the person is known.
  return numbers.length === 0 ? message.nonce !== null : numbers.some((number) => isSameNumber(number, waId));
};

/**
 * Whether a report that names no message is kept until a send gets its wamid: one without a mark, or one with the right
 * random part whose recipient is an id of the contact that is not known yet. `marked` is the message of that number.
 */
export const isKeptForWamid = (marked: Message | null, { mark }: StatusReport): boolean =>
  mark === null ||
  (marked !== null && marked.nonce !== null && mark.nonce === marked.nonce && wamidOf(marked) === null);

/**
 * The message after a status report; the same value if the report adds nothing. The state only goes forward, but a step
 * that is reported late still gets its time. The first time reported stays. A state that was set by hand does not count.
 */
export const reportedMessage = (reported: Message, report: StatusReport): SettledMessage => {
  const message = withoutHand(reported);
  switch (report.status) {
    case 'sent':
      return sentMessage(message, report);
    case 'delivered':
      return deliveredMessage(message, report);
    case 'read':
      return readMessage(message, report);
    case 'played':
      return playedMessage(message, report);
    case 'failed':
      return failedMessage(message, report);
  }
};

const sentMessage = (message: Message, report: StepReport): SettledMessage => {
  if (mayBecome(message, 'sent')) {
    const { at: sentAt } = report;
    return { ...reached(message, report), state: 'sent', sentAt };
  }
  const known = message.state === 'failed' ? withWamid(message, report) : message;
  return known.sentAt === null ? { ...known, sentAt: report.at } : known;
};

const deliveredMessage = (message: Message, report: StepReport): SettledMessage => {
  if (mayBecome(message, 'delivered')) {
    const { sentAt } = recordedTimes(message);
    return { ...reached(message, report), state: 'delivered', sentAt, deliveredAt: report.at };
  }
  if (message.state === 'failed') return withWamid(message, report);
  return message.deliveredAt === null ? { ...message, deliveredAt: report.at } : message;
};

const readMessage = (message: Message, report: StepReport): SettledMessage => {
  if (mayBecome(message, 'read')) {
    const { sentAt, deliveredAt } = recordedTimes(message);
    return { ...reached(message, report), state: 'read', sentAt, deliveredAt, readAt: report.at };
  }
  if (message.state === 'failed') return withWamid(message, report);
  return message.readAt === null ? { ...message, readAt: report.at } : message;
};

const playedMessage = (message: Message, report: StepReport): SettledMessage => {
  if (mayBecome(message, 'played')) {
    const { sentAt, deliveredAt, readAt } = recordedTimes(message);
    return { ...reached(message, report), state: 'played', sentAt, deliveredAt, readAt };
  }
  return message.state === 'failed' ? withWamid(message, report) : message;
};

/**
 * A failure that may be retried frees the idempotency key, unless WhatsApp's answer accepted the message. While the
 * answer is awaited, the key stays: see `settledMessage`.
 */
const failedMessage = (message: Message, report: FailureReport): SettledMessage => {
  if (!mayBecome(message, 'failed')) return message.state === 'failed' ? withWamid(message, report) : message;
  const { at, failure } = report;
  const failed = { ...openedPart(message), state: 'failed', failedAt: at, failure } as const;
  if (message.outcome === 'accepted')
    return { ...failed, outcome: 'accepted', wamid: message.wamid, sentAt: message.sentAt };
  const { outcome } = message;
  return {
    ...failed,
    outcome,
    wamid: wamidWith(message, report.wamid),
    sentAt: recordedTimes(message).sentAt,
    key: outcome !== null && freesKey(failure) ? null : message.key,
  };
};

/** The fields of a message that reached WhatsApp according to a status. */
const reached = <M extends Message>(message: M, report: StatusReport) => ({
  ...openedPart(message),
  outcome: message.outcome,
  wamid: wamidWith(message, report.wamid),
});

/** A failed message stays failed, but a status may be the first that gives its wamid. */
const withWamid = (message: FailedMessage, { wamid }: StatusReport): FailedMessage =>
  message.wamid === null && !isErased(message.recipient) ? { ...message, wamid } : message;
