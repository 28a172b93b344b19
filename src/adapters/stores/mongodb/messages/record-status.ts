import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../../../domain/model/account.js';
import { type Message } from '../../../../domain/model/message.js';
import { messageEvent, type MessageEvent } from '../../../../domain/model/outbound-event.js';
import { isAbout, reportedMessage, type StatusReport } from '../../../../domain/model/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Documents, equal } from '../database/documents.js';
import { type EarlyReports } from './early-reports.js';
import { besideChanged, byRef, type KeptMessage } from './message-documents.js';

interface StatusParts {
  readonly messages: Documents<Message>;
  readonly early: EarlyReports;
}

/**
 * Records one report. A report for a wamid that no message has yet is kept first and looked after again then, and
 * whoever gives a message its wamid looks for kept reports afterwards: of two at once, one sees the other's.
 */
export const recordStatus = async (
  parts: StatusParts,
  account: AccountId,
  report: StatusReport,
  now: Instant,
): Promise<O.Option<MessageEvent>> => {
  const kept = await messageOf(parts, account, report);
  if (kept !== null) return applyReport(parts, kept, report, now);
  if (report.messageId !== null) return O.none;
  await parts.early.keep(account, report, now);
  const meanwhile = await messageOf(parts, account, report);
  return meanwhile === null ? O.none : applyReport(parts, meanwhile, report, now);
};

const messageOf = async (
  { messages }: StatusParts,
  account: AccountId,
  report: StatusReport,
): Promise<KeptMessage | null> => {
  const { messageId, wamid } = report;
  const named = messageId === null ? null : await messages.first(byRef({ accountId: account, id: messageId }));
  if (named !== null && isAbout(named.record, report)) return named;
  return messages.first(equal({ accountId: account, wamid }), { id: -1 });
};

const applyReport = async (
  parts: StatusParts,
  kept: KeptMessage,
  report: StatusReport,
  now: Instant,
): Promise<O.Option<MessageEvent>> => {
  const before = kept.record;
  const waiting = await parts.early.of(before.accountId, report.wamid);
  const after = waiting.reduce(reportedMessage, reportedMessage(before, report));
  if (after !== before && !(await parts.messages.replace(kept, after, besideChanged(before, after))))
    return recordStatus(parts, before.accountId, report, now);
  if (waiting.length > 0) await parts.early.forget(before.accountId, report.wamid);
  if (after.wamid !== before.wamid) await joinEarly(parts, after);
  return O.fromNullable(messageEvent(before, after, report.at));
};

/** Tells a message what was kept for the wamid that it has just been given; answers it as it then is. */
export const joinEarly = async ({ messages, early }: StatusParts, message: Message): Promise<Message> => {
  const { accountId, wamid } = message;
  if (wamid === null) return message;
  const waiting = await early.of(accountId, wamid);
  if (waiting.length === 0) return message;
  const kept = await messages.first(byRef(message));
  if (kept === null) return message;
  const after = waiting.reduce(reportedMessage, kept.record);
  if (after !== kept.record && !(await messages.replace(kept, after, besideChanged(kept.record, after))))
    return joinEarly({ messages, early }, message);
  await early.forget(accountId, wamid);
  return after;
};
