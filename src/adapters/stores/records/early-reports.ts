import * as t from 'io-ts';
import { reportedStatuses, type StatusReport } from '../../../domain/model/status-report.js';
import { type Instant } from '../../../domain/model/time.js';
import { chatMessageId, instant, literals, nullable, strict } from './codecs.js';
import { failureRecord } from './message.js';

/** Reports of a message that is not known yet. */
export interface EarlyReports {
  readonly keptUntil: Instant;
  /** One of each status at most. */
  readonly reports: readonly StatusReport[];
}

const report = strict<StatusReport>('report', {
  wamid: t.string,
  messageId: nullable(chatMessageId),
  status: literals('reported status', reportedStatuses),
  at: instant,
  failure: nullable(failureRecord),
});

export const earlyReportsRecord = strict<EarlyReports>('early reports', {
  keptUntil: instant,
  reports: t.readonlyArray(report),
});
