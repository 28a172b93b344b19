import { type Message } from './message.js';
import { type Instant } from '../time.js';

/** When a message took each step; null for a step that it did not take, or whose time is unknown. */
export interface StepTimes {
  readonly sentAt: Instant | null;
  readonly deliveredAt: Instant | null;
  readonly readAt: Instant | null;
  readonly failedAt: Instant | null;
}

/** The times as they were recorded. */
export const recordedTimes = (message: Message): StepTimes => ({
  sentAt: 'sentAt' in message ? message.sentAt : null,
  deliveredAt: 'deliveredAt' in message ? message.deliveredAt : null,
  readAt: 'readAt' in message ? message.readAt : null,
  failedAt: 'failedAt' in message ? message.failedAt : null,
});

/**
 * The times as callers get them. WhatsApp cuts its times off to whole seconds, and ours are exact, so a time that would
 * be earlier than the step before is raised to that of the step before.
 */
export const stepTimes = (message: Message): StepTimes => {
  const recorded = recordedTimes(message);
  const { sentAt } = recorded;
  const deliveredAt = notBefore(sentAt, recorded.deliveredAt);
  return {
    sentAt,
    deliveredAt,
    readAt: notBefore(deliveredAt ?? sentAt, recorded.readAt),
    failedAt: notBefore(sentAt, recorded.failedAt),
  };
};

const notBefore = (earlier: Instant | null, at: Instant | null): Instant | null =>
  at === null || earlier === null ? at : Math.max(earlier, at);
