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
import { withReport } from '../../records/early-reports.js';
import { type ContactTables, recordWaId } from '../contacts/contact-records.js';
import { type Decision } from '../lmdb/decision.js';
import { type Write } from '../lmdb/table.js';
import { type MessageTables } from './message-records.js';
import { changeMessage } from './message-writes.js';

type StatusTables = MessageTables & ContactTables;

/** Decides the changes of one report, inside a transaction. */
export const recordStatus = (
  tables: StatusTables,
  account: number,
  report: StatusReport,
  now: Instant,
): Decision<readonly MessageEvent[]> => {
  const { mark, wamid } = report;
  const marked = mark === null ? null : (tables.messages.get([account, mark.id]) ?? null);
  const isNamed = marked !== null && isMarkedFor(marked, report, waIdOf(tables, marked, report));
  const message = isNamed ? marked : byWamid(tables, account, wamid);
  if (message !== undefined) {
    const { events, writes } = changeMessage(tables, message, { _tag: 'Report', report });
    const { accountId, contactId } = message;
    return {
      answer: events,
      writes: [...writes, ...recordWaId(tables, accountId, contactId, shownWaId(message, report))],
    };
  }
  return { answer: [], writes: isKeptForWamid(marked, report) ? keepReport(tables, account, report, now) : [] };
};

const byWamid = ({ messages, wamids }: StatusTables, account: number, wamid: string): Message | undefined => {
  const id = wamids.get([account, wamid]);
  return id === undefined ? undefined : messages.get([account, id]);
};

/** WhatsApp's id of a message's contact, where a report does not spell the message's own phone number. */
const waIdOf = ({ contacts }: StatusTables, message: Message, { recipient }: StatusReport): string | null =>
  recipient === null || isSentTo(message, recipient)
    ? null
    : (contacts.get([message.accountId, message.contactId])?.waId ?? null);

const keepReport = (
  { early }: MessageTables,
  account: number,
  report: StatusReport,
  now: Instant,
): readonly Write[] => {
  const more = withReport(early.get([account, report.wamid]) ?? null, report, now);
  return more === null ? [] : [early.put([account, report.wamid], more)];
};
