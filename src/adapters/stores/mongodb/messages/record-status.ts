import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageEvent } from '../../../../domain/model/message/outbound-event.js';
import { isMarkedFor, isSentTo, type StatusReport } from '../../../../domain/model/message/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { equal } from '../database/documents.js';
import { changeMessage, type MessageParts } from './change-message.js';
import { byRef, type KeptMessage } from './message-documents.js';

/**
 * Records one report. A report with an unknown wamid is kept, and then its message is looked up again. A write that
 * gives a message its wamid looks for kept reports afterwards. So if both happen at once, one sees the other's write.
 */
export const recordStatus = async (
  parts: MessageParts,
  account: AccountId,
  report: StatusReport,
  now: Instant,
): Promise<readonly MessageEvent[]> => {
  const message = (await messageOf(parts, account, report)) ?? (await keepOrFind(parts, account, report, now));
  if (message === null) return [];
  const made = await changeMessage(parts, message, { _tag: 'Report', report });
  // Another change may have given the message another wamid, so it is looked up again.
  return made === null ? recordStatus(parts, account, report, now) : made.events;
};

/** Keeps a report without a mark. Returns the message that got its wamid meanwhile. */
const keepOrFind = async (
  parts: MessageParts,
  account: AccountId,
  report: StatusReport,
  now: Instant,
): Promise<KeptMessage | null> => {
  if (report.mark !== null) return null;
  await parts.early.keep(account, report, now);
  return messageOf(parts, account, report);
};

const messageOf = async (
  parts: MessageParts,
  account: AccountId,
  report: StatusReport,
): Promise<KeptMessage | null> => {
  const { mark, wamid } = report;
  const marked = mark === null ? null : await parts.messages.first(byRef({ accountId: account, id: mark.id }));
  if (marked !== null && isMarkedFor(marked.record, report, await waIdOf(parts, marked.record, report))) return marked;
  return parts.messages.first(equal({ accountId: account, wamid }), { id: -1 });
};

/** WhatsApp's id of a message's contact, where a report does not spell the message's own phone number. */
const waIdOf = async (
  { contacts }: MessageParts,
  message: Message,
  { recipient }: StatusReport,
): Promise<string | null> => {
  if (recipient === null || isSentTo(message, recipient)) return null;
  const { accountId, contactId } = message;
  return (await contacts.first(equal({ accountId, id: contactId })))?.record.waId ?? null;
};
