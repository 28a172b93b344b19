import { handSettled, type HandSettlement, settledEntry } from './hand-settlement.js';
import { type Message, type SettledMessage, withTimeline } from './message.js';
import { type SendOutcome } from './send-outcome.js';
import { erasedOnceSettled } from './erased-message.js';
import { erasedSnapshot } from './message-snapshot.js';
import { messageEvent, type MessageEvent } from './message-event.js';
import { leaseLost, settledMessage } from './settled-message.js';
import { reportedMessage, type StatusReport } from './status-report.js';
import { type SendEntry, type StatusEntry, type Timeline } from './timeline.js';
import { type Instant } from '../time.js';

/** A change of a message's state. */
export type MessageChange =
  | {
      readonly _tag: 'Outcome';
      readonly outcome: SendOutcome;
      /** What the send went through. */
      readonly entries: readonly SendEntry[];
    }
  /** `at` is when it is recorded. */
  | { readonly _tag: 'Report'; readonly report: StatusReport; readonly at: Instant }
  /** Its sender is gone, and no outcome will come; says nothing of a message that has one. */
  | { readonly _tag: 'LeaseLost'; readonly at: Instant }
  /** Of a message that is `settleable`. */
  | { readonly _tag: 'Settled'; readonly settlement: HandSettlement };

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
  const at = recordedAt(change);
  const made = afterChange(before, change);
  const after = withTimeline(early.reduce(reportedMessage, made), [
    ...entriesOf(change, made.state !== before.state),
    ...early.map((report) => statusEntry(report, at)),
  ]);
  const event = messageEvent(before, after, at);
  const told =
    event === null || !before.erasesOnceSettled ? event : { ...event, message: erasedSnapshot(event.message) };
  return { after: erasedOnceSettled(after), events: told === null ? [] : [told] };
};

const afterChange = (message: Message, change: MessageChange): SettledMessage => {
  switch (change._tag) {
    case 'Outcome':
      return settledMessage(message, change.outcome);
    case 'Report':
      return reportedMessage(message, change.report);
    case 'LeaseLost':
      return settledMessage(message, { _tag: 'Refused', failure: leaseLost, at: change.at });
    case 'Settled':
      return handSettled(message, change.settlement);
  }
};

/** What a change adds to the timeline. A message expires once at most: only what changed its state is told. */
const entriesOf = (change: MessageChange, isNewState: boolean): Timeline => {
  switch (change._tag) {
    case 'Outcome':
      return change.entries.filter(({ kind }) => kind !== 'expired' || isNewState);
    case 'Report':
      return [statusEntry(change.report, change.at)];
    case 'LeaseLost':
      return isNewState ? [{ kind: 'expired', at: change.at }] : [];
    case 'Settled':
      return isNewState ? [settledEntry(change.settlement)] : [];
  }
};

const statusEntry = (report: StatusReport, at: Instant): StatusEntry => ({
  kind: 'status',
  at,
  status: report.status,
  reportedAt: report.at,
  code: report.status === 'failed' ? (report.failure.whatsapp?.code ?? null) : null,
});

/** When a change is recorded, on our clock. */
export const recordedAt = (change: MessageChange): Instant => {
  switch (change._tag) {
    case 'Outcome':
      return change.outcome.at;
    case 'Report':
    case 'LeaseLost':
      return change.at;
    case 'Settled':
      return change.settlement.at;
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
    case 'Settled':
      return null;
  }
};
