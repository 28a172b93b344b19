import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageEvent } from '../../../../domain/model/message/outbound-event.js';
import { isAbout, type StatusReport } from '../../../../domain/model/message/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { withReport } from '../../records/early-reports.js';
import { type Decision } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';
import { type MessageTables } from './message-records.js';
import { changeMessage } from './message-writes.js';

/** Decides the changes of one report, inside a transaction. */
export const recordStatus = (
  tables: MessageTables,
  account: number,
  report: StatusReport,
  now: Instant,
): Decision<readonly MessageEvent[]> => {
  const message = messageOf(tables, account, report);
  if (message !== undefined) {
    const { events, writes } = changeMessage(tables, message, { _tag: 'Report', report });
    return { answer: events, writes };
  }
  return { answer: [], writes: report.messageId === null ? keepReport(tables, account, report, now) : [] };
};

const messageOf = ({ messages, wamids }: MessageTables, account: number, report: StatusReport): Message | undefined => {
  const named = report.messageId === null ? undefined : messages.get([account, report.messageId]);
  if (named !== undefined && isAbout(named, report)) return named;
  const id = wamids.get([account, report.wamid]);
  return id === undefined ? undefined : messages.get([account, id]);
};

const keepReport = (
  { early }: MessageTables,
  account: number,
  report: StatusReport,
  now: Instant,
): readonly Write[] => {
  const more = withReport(early.get([account, report.wamid]) ?? null, report, now);
  return more === null ? [] : [early.put([account, report.wamid], more)];
};
