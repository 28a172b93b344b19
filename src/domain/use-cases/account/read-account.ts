import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { lastDays } from '../../model/event/activity.js';
import { type CallError } from '../../model/errors.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { optional, type Rule } from '../../model/field-rules.js';
import { givenFields, type GivenFields } from '../../model/given-fields.js';
import { onlyKnown } from '../../model/given-members.js';
import { type Account } from '../../model/account/account.js';
import { type EventLog } from '../../ports/event-log.js';
import { type AdmitPorts } from '../admit.js';
import { answerAdmitted } from '../answer-admitted.js';
import { noQuery, valid } from '../resources/valid.js';
import { type DayActivity, type GetAccount, type GetActivity } from './call.js';
import { describeAccount, type DescribeAccountPorts } from './describe-account.js';

export type ReadAccountPorts = AdmitPorts & DescribeAccountPorts;

export interface ReadActivityPorts extends AdmitPorts {
  readonly events: Pick<EventLog, 'counts'>;
}

export const makeGetAccount =
  (ports: ReadAccountPorts): GetAccount =>
  ({ credentials, query }) =>
    answerAdmitted(ports, { credentials, scope: null, asked: query }, ({ account, token }, written) =>
      pipe(
        valid(noQuery({ query: written })),
        TE.chainW(() => describeAccount(ports, account)),
        TE.map((described) => ({ ...described, token })),
      ),
    );

export const makeGetActivity =
  (ports: ReadActivityPorts): GetActivity =>
  ({ credentials, query }) =>
    answerAdmitted(ports, { credentials, scope: 'messages:read', asked: query }, ({ account }, written) =>
      pipe(
        valid(parseActivityQuery(givenFields(written))),
        TE.chainW(({ days }) => activity(ports, account, days)),
      ),
    );

/** The most days that are asked for, which is also the default: events are kept no longer. */
const MOST_DAYS = 30;

const daysIn = (given: GivenFields): Checked<number> =>
  E.map((days: number | null) => days ?? MOST_DAYS)(optional(given)('days', parseDays));

const parseDays: Rule<number> = (text) => {
  const days = /^[0-9]{1,2}$/.test(text) ? Number(text) : 0;
  return days >= 1 && days <= MOST_DAYS ? E.right(days) : E.left(`must be a whole number from 1 to ${MOST_DAYS}`);
};

/** Reads a query and reports all its faults at once. */
const parseActivityQuery = (given: GivenFields) =>
  sequenceS(allChecks)({ known: onlyKnown(given, ['days']), days: daysIn(given) });

const activity = (
  { events, clock }: ReadActivityPorts,
  { id }: Account,
  count: number,
): TE.TaskEither<CallError, readonly DayActivity[]> => {
  const days = lastDays(clock.now(), count);
  return pipe(
    events.counts(id, days),
    TE.map((counts) =>
      days.flatMap((day, index) => (counts[index] === undefined ? [] : [{ day, counts: counts[index] }])),
    ),
  );
};
