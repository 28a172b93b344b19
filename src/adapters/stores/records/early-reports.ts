import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { reportedStatuses } from '../../../domain/model/message/message-state.js';
import { type FailureReport, type StatusReport, type StepReport } from '../../../domain/model/message/status-report.js';
import { nothingShown, type ShownPerson } from '../../../domain/model/contact/shown-person.js';
import { type Instant } from '../../../domain/model/time.js';
import { REPORT_KEPT } from '../../../domain/ports/messages.js';
import { instant, literals, nullable, strict } from './codecs.js';
import { failureRecord } from './failure.js';

/** The reports of a wamid that no message has yet. */
export interface EarlyReports {
  readonly keptUntil: Instant;
  /** One of each status at most. */
  readonly reports: readonly StatusReport[];
}

/** The reports with one more, which expires with the first; null if a report with its status is already kept. */
export const withReport = (kept: EarlyReports | null, report: StatusReport, now: Instant): EarlyReports | null => {
  const reports = kept?.reports ?? [];
  if (reports.some(({ status: known }) => known === report.status)) return null;
  return {
    keptUntil: kept?.keptUntil ?? now + REPORT_KEPT,
    reports: [...reports, { ...report, mark: null, shown: nothingShown }],
  };
};

/** Always the same, whatever a record holds: what waits is found by its wamid alone. */
const always = <A>(name: string, value: A): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    name,
    (_value): _value is A => true,
    () => t.success(value),
    () => undefined,
  );
const ofEveryStatus = {
  wamid: t.string,
  mark: always<StatusReport['mark']>('mark', null),
  shown: always<ShownPerson>('shown', nothingShown),
  at: instant,
};
const status = literals('reported status', reportedStatuses);

const flat = t.strict({ ...ofEveryStatus, status, failure: nullable(failureRecord) }, 'report');
const failureReport = strict<FailureReport>('report', {
  ...ofEveryStatus,
  status: t.literal('failed'),
  failure: failureRecord,
});
const stepReport = strict<StepReport>('report', {
  ...ofEveryStatus,
  status: literals('reported step', ['sent', 'delivered', 'read', 'played']),
});

/** A report as it is stored: every status has a `failure`, which is null if it did not fail. */
const report = new t.Type<StatusReport, unknown>(
  'report',
  (value): value is StatusReport => flat.is(value),
  (value, context) => {
    const read = flat.validate(value, context);
    if (E.isLeft(read)) return read;
    return read.right.status === 'failed'
      ? failureReport.validate(value, context)
      : stepReport.validate(value, context);
  },
  (one) => flat.encode({ failure: null, ...one }),
);

export const earlyReportsRecord = strict<EarlyReports>('early reports', {
  keptUntil: instant,
  reports: t.readonlyArray(report),
});
