import { reportedStatuses, type StatusReport } from '../../../domain/model/status-report.js';
import { type Instant } from '../../../domain/model/time.js';
import { chatMessageId, instant, list, literally, orNull, record, text } from './codecs.js';
import { failureRecord } from './message.js';

/** Reports of a message that is not known yet. */
export interface EarlyReports {
  readonly keptUntil: Instant;
  /** One of each status at most. */
  readonly reports: readonly StatusReport[];
}

const report = record<StatusReport>('report', {
  wamid: text,
  messageId: orNull(chatMessageId),
  status: literally('reported status', reportedStatuses),
  at: instant,
  failure: orNull(failureRecord),
});

export const earlyReportsRecord = record<EarlyReports>('early reports', { keptUntil: instant, reports: list(report) });
