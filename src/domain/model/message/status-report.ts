import { type ChatMessageId, openedPart } from './opened-message.js';
import { type FailedMessage, type Message, type SettledMessage, wamidOf } from './message.js';
import { type SendFailure } from './send-outcome.js';
import { mayBecome } from './message-state.js';
import { freesKey } from './settled-message.js';
import { recordedTimes } from './step-times.js';
import { type Instant } from '../time.js';

/** The statuses that WhatsApp reports of a message. */
export const reportedStatuses = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];

interface ReportBase {
  readonly wamid: string;
  /** The message of the account that the status names by our mark; null if it has no mark. */
  readonly messageId: ChatMessageId | null;
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

/** Whether a report that names a message is about it. It may not be: another service may use the same mark. */
export const isAbout = (message: Message, report: StatusReport): boolean => {
  const wamid = wamidOf(message);
  return wamid === null || wamid === report.wamid;
};

/**
 * The message after a status report; the same value if the report adds nothing. The state only goes forward, but a step
 * that is reported late still gets its time. The first time reported stays.
 */
export const reportedMessage = (message: Message, report: StatusReport): SettledMessage => {
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
    const { wamid, at: sentAt } = report;
    return { ...openedPart(message), state: 'sent', outcome: message.outcome, wamid, sentAt };
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
 * A failure that settles an unknown outcome and may be retried frees the idempotency key: the caller has no answer that
 * says the message was sent.
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
    wamid: wamidOf(message) ?? report.wamid,
    sentAt: recordedTimes(message).sentAt,
    key: outcome === 'unknown' && freesKey(failure) ? null : message.key,
  };
};

/** The fields of a message that reached WhatsApp according to a status. */
const reached = <M extends Message>(message: M, report: StatusReport) => ({
  ...openedPart(message),
  outcome: message.outcome,
  wamid: wamidOf(message) ?? report.wamid,
});

/** A failed message stays failed, but a status may be the first that gives its wamid. */
const withWamid = (message: FailedMessage, { wamid }: StatusReport): FailedMessage =>
  message.wamid === null ? { ...message, wamid } : message;
