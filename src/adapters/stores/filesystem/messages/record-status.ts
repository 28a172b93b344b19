import * as O from 'fp-ts/lib/Option.js';
import { type Message } from '../../../../domain/model/message.js';
import { messageEvent, type MessageEvent } from '../../../../domain/model/outbound-event.js';
import { REPORT_KEPT } from '../../../../domain/ports/messages.js';
import { isAbout, reportedMessage, type StatusReport } from '../../../../domain/model/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Decision } from '../lmdb/environment.js';
import { type MessageTables } from './message-records.js';
import { changeMessage, joinedMessage } from './message-writes.js';

/** Decides what one report changes, inside a transaction. */
export const recordStatus = (
  tables: MessageTables,
  account: number,
  report: StatusReport,
  now: Instant,
): Decision<O.Option<MessageEvent>> => {
  const before = messageOf(tables, account, report);
  if (before !== undefined) {
    const after = joinedMessage(tables, reportedMessage(before, report));
    return {
      answer: O.fromNullable(messageEvent(before, after, report.at)),
      writes: changeMessage(tables, before, after),
    };
  }
  return { answer: O.none, writes: report.messageId === null ? keepReport(tables, account, report, now) : [] };
};

const messageOf = ({ messages, wamids }: MessageTables, account: number, report: StatusReport): Message | undefined => {
  const named = report.messageId === null ? undefined : messages.get([account, report.messageId]);
  if (named !== undefined && isAbout(named, report)) return named;
  const id = wamids.get([account, report.wamid]);
  return id === undefined ? undefined : messages.get([account, id]);
};

const keepReport = ({ early }: MessageTables, account: number, report: StatusReport, now: Instant) => {
  const kept = early.get([account, report.wamid]);
  const reports = kept?.reports ?? [];
  if (reports.some(({ status }) => status === report.status)) return [];
  return [
    early.put([account, report.wamid], {
      keptUntil: kept?.keptUntil ?? now + REPORT_KEPT,
      reports: [...reports, report],
    }),
  ];
};
