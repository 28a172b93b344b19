import { type Contact } from '../../../../domain/model/contact/contact.js';
import { isErased } from '../../../../domain/model/contact/recipient.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { isKeptForWamid, isMarkedFor, type StatusReport } from '../../../../domain/model/message/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type RecordedStatus } from '../../../../domain/ports/messages.js';
import { withReport } from '../../records/early-reports.js';
import { learntFromReport, showsMore } from '../../../../domain/model/message/learnt-contact.js';
import { type ContactTables } from '../contacts/contact-records.js';
import { changeContact, soundContact } from '../contacts/contact-writes.js';
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
): Decision<RecordedStatus> => {
  const { mark, wamid } = report;
  const marked = mark === null ? null : (tables.messages.get([account, mark.id]) ?? null);
  const known = marked === null ? null : contactOf(tables, marked, report);
  const isNamed = marked !== null && isMarkedFor(marked, report, known);
  const message = isNamed ? marked : byWamid(tables, account, wamid);
  if (message === undefined) {
    const writes = isKeptForWamid(marked, report) ? keepReport(tables, account, report, now) : [];
    return { answer: { events: [], reached: null }, writes };
  }
  const { events, writes } = changeMessage(tables, message, { _tag: 'Report', report, at: now });
  const before = isNamed ? known : contactOf(tables, message, report);
  if (before === null || isErased(message.recipient)) return { answer: { events, reached: null }, writes };
  const { contact, writes: learning } = changeContact(tables, before, learntFromReport(report));
  const reached = { recipient: message.recipient, contact };
  return { answer: { events, reached }, writes: [...writes, ...learning] };
};

const byWamid = ({ messages, wamids }: StatusTables, account: number, wamid: string): Message | undefined => {
  const id = wamids.get([account, wamid]);
  return id === undefined ? undefined : messages.get([account, id]);
};

/** The contact of a message, if the report shows more than the ids that the message was sent to. */
const contactOf = (tables: StatusTables, message: Message, report: StatusReport): Contact | null =>
  showsMore(message, report) ? soundContact(tables, message.accountId, message.contactId) : null;

const keepReport = (
  { early }: MessageTables,
  account: number,
  report: StatusReport,
  now: Instant,
): readonly Write[] => {
  const more = withReport(early.get([account, report.wamid]) ?? null, report, now);
  return more === null ? [] : [early.put([account, report.wamid], more)];
};
