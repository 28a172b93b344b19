import { type Message, wamidOf } from '../../../../domain/model/message/message.js';
import { type MessageRef, refOf } from '../../../../domain/model/message/opened-message.js';
import {
  type Changed,
  changed,
  givenWamid,
  type MessageChange,
  recordedAt,
} from '../../../../domain/model/message/message-change.js';
import { statesBefore } from '../../../../domain/model/message/message-state.js';
import { type StatusReport } from '../../../../domain/model/message/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type ContactDocuments } from '../contacts/contact-documents.js';
import { type Documents } from '../database/documents.js';
import { besideEvents } from '../events/waiting/written-events.js';
import { type EarlyReports } from './early-reports.js';
import { besideChanged, byRef, type KeptMessage } from './message-documents.js';

/** The collections that a change of a message uses. */
export interface MessageParts {
  readonly messages: Documents<Message>;
  readonly contacts: ContactDocuments;
  readonly early: EarlyReports;
  /** Called after a write with events. */
  readonly tell: () => void;
}

/**
 * The only way in which a message changes its state in this store, in one atomic write. If the change gives the message
 * a wamid, the reports that were kept for it apply: earlier reports in the same write, simultaneous ones right after
 * it. Waits for `beforehand` before it writes. Null if another writer changed the message since it was read.
 */
export const changeMessage = async (
  parts: MessageParts,
  kept: KeptMessage,
  change: MessageChange,
  beforehand: Promise<unknown> | null = null,
): Promise<Changed | null> => {
  const before = kept.record;
  const wamid = givenWamid(change);
  const [waiting] = await Promise.all([wamid === null ? [] : parts.early.of(before.accountId, wamid), beforehand]);
  const made = await writeChange(parts, kept, change, waiting);
  if (made === null) return null;
  if (wamid !== null && waiting.length > 0) await parts.early.forget(before.accountId, wamid);
  return wamidOf(made.after) === wamidOf(before) ? made : joinLate(parts, made, recordedAt(change));
};

/**
 * The same for a message by its ref. It retries as often as others change the message meanwhile. `changeOf` returns the
 * change for the current message, or null for none. Returns null if there is no change or no such message.
 */
export const changeByRef = async (
  parts: MessageParts,
  ref: MessageRef,
  changeOf: (message: Message) => MessageChange | null,
  known: KeptMessage | null = null,
): Promise<Changed | null> => {
  const kept = known ?? (await parts.messages.first(byRef(ref)));
  const change = kept === null ? null : changeOf(kept.record);
  if (kept === null || change === null) return null;
  return (await changeMessage(parts, kept, change)) ?? changeByRef(parts, ref, changeOf);
};

/**
 * Writes the result of a change, only over the message as it was read and in a state that may come before. Otherwise a
 * change by another writer in between would be lost. Null if the message has changed.
 */
const writeChange = async (
  { messages, tell }: MessageParts,
  kept: KeptMessage,
  change: MessageChange,
  waiting: readonly StatusReport[],
): Promise<Changed | null> => {
  const before = kept.record;
  const made = changed(before, change, waiting);
  const { after, events } = made;
  if (after === before) return made;
  // A status of WhatsApp may change what was settled by hand.
  const isOwn = after.state === before.state || before.settledByHand;
  const states = isOwn ? [before.state] : statesBefore[after.state];
  const beside = { ...besideChanged(before, after), ...besideEvents(kept.document, events) };
  if (!(await messages.replace(kept, after, beside, { state: { $in: [...states] } }))) return null;
  if (events.length > 0) tell();
  return made;
};

/** Applies the reports that were kept for a message's wamid during its write. */
const joinLate = async (parts: MessageParts, made: Changed, at: Instant): Promise<Changed> => {
  const { accountId } = made.after;
  const wamid = wamidOf(made.after);
  const [first, ...more] = wamid === null ? [] : await parts.early.of(accountId, wamid);
  if (wamid === null || first === undefined) return made;
  const kept = await parts.messages.first(byRef(refOf(made.after)));
  if (kept === null) return made;
  const joined = await writeChange(parts, kept, { _tag: 'Report', report: first, at }, more);
  if (joined === null) return joinLate(parts, made, at);
  await parts.early.forget(accountId, wamid);
  return { after: joined.after, events: [...made.events, ...joined.events] };
};
