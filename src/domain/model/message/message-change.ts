import { type Message, type SettledMessage } from './message.js';
import { type SendOutcome } from './send-outcome.js';
import { messageEvent, type MessageEvent } from './message-event.js';
import { leaseLost, settledMessage } from './settled-message.js';
import { reportedMessage, type StatusReport } from './status-report.js';
import { type Instant } from '../time.js';

/** A change of a message's state. */
export type MessageChange =
  | { readonly _tag: 'Outcome'; readonly outcome: SendOutcome }
  /** `at` is when it is recorded. */
  | { readonly _tag: 'Report'; readonly report: StatusReport; readonly at: Instant }
  /** Its sender is gone, and no outcome will come; says nothing of a message that has one. */
  | { readonly _tag: 'LeaseLost'; readonly at: Instant };

/** A message after a change, and the events that report the change to its account. */
export interface Changed {
  /** The same value if nothing changed. */
  readonly after: SettledMessage;
  readonly events: readonly MessageEvent[];
}

/**
 * The only way in which a message changes its state. `early` are the reports that were kept until the change gave the
 * message its wamid; they apply in the same write. The whole is one change, so the account gets one event, with the
 * last state.
 */
export const changed = (before: Message, change: MessageChange, early: readonly StatusReport[]): Changed => {
  const after = early.reduce(reportedMessage, afterChange(before, change));
  const event = messageEvent(before, after, recordedAt(change));
  return { after, events: event === null ? [] : [event] };
};

const afterChange = (message: Message, change: MessageChange): SettledMessage => {
  switch (change._tag) {
    case 'Outcome':
      return settledMessage(message, change.outcome);
    case 'Report':
      return reportedMessage(message, change.report);
    case 'LeaseLost':
      return settledMessage(message, { _tag: 'Refused', failure: leaseLost, at: change.at });
  }
};

/** When a change is recorded, on our clock. */
export const recordedAt = (change: MessageChange): Instant => {
  switch (change._tag) {
    case 'Outcome':
      return change.outcome.at;
    case 'Report':
    case 'LeaseLost':
      return change.at;
  }
};

/** The wamid that a change gives to a message, for which early reports may be waiting; null if it gives none. */
export const givenWamid = (change: MessageChange): string | null => {
  switch (change._tag) {
    case 'Outcome':
      return change.outcome._tag === 'Accepted' ? change.outcome.wamid : null;
    case 'Report':
      return change.report.wamid;
    case 'LeaseLost':
      return null;
  }
};
