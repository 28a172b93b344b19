import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageEvent } from '../../../../domain/model/message/outbound-event.js';
import {
  isKeptForWamid,
  isMarkedFor,
  isSentTo,
  shownWaId,
  type StatusReport,
} from '../../../../domain/model/message/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { recordWaId } from '../contacts/record-wa-id.js';
import { type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { changeMessage, type MessageParts } from './change-message.js';
import { byRef } from './message-documents.js';

interface StatusParts extends MessageParts {
  readonly database: Database;
}

/**
 * Records one report. A report with an unknown wamid is kept, and then its message is looked up again. A write that
 * gives a message its wamid looks for kept reports afterwards. So if both happen at once, one sees the other's write.
 */
export const recordStatus = async (
  parts: StatusParts,
  account: AccountId,
  report: StatusReport,
  now: Instant,
): Promise<readonly MessageEvent[]> => {
  const { mark, wamid } = report;
  const marked = mark === null ? null : await parts.messages.first(byRef({ accountId: account, id: mark.id }));
  const known = marked === null ? null : await waIdOf(parts, marked.record, report);
  const isNamed = marked !== null && isMarkedFor(marked.record, report, known);
  const find = () => parts.messages.first(equal({ accountId: account, wamid }), { id: -1 });
  let message = isNamed ? marked : await find();
  if (message === null && isKeptForWamid(marked?.record ?? null, report)) {
    await parts.early.keep(account, report, now);
    message = await find();
  }
  if (message === null) return [];
  const shown = shownWaId(message.record, report);
  const waId = isNamed && shown === known ? null : recordWaId(parts.database, message.record, shown);
  const made = await changeMessage(parts, message, { _tag: 'Report', report }, waId);
  // Another change may have given the message another wamid, so it is looked up again.
  return made === null ? recordStatus(parts, account, report, now) : made.events;
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
