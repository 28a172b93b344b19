import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type OutboundEvent } from '../../model/event/event.js';
import { type Clock } from '../../ports/clock.js';
import { type ConsentRecords } from '../../ports/consent-records.js';
import { type Messages } from '../../ports/messages.js';
import { type StatusReport } from '../../model/message/status-report.js';
import { changeIds } from '../people/change-ids.js';
import { learnFromMessage } from '../people/learn-from-message.js';
import { learnFromReport } from '../people/learn-from-report.js';
import { type LearnPorts } from '../people/ports.js';
import { inBatches, latestOfEach } from './in-batches.js';
import { recordWord } from './record-word.js';
import { inGroups, together } from '../in-groups.js';
import { type IdChange, type News } from '../../model/message/news.js';

export interface RecordStatusPorts extends LearnPorts {
  readonly consents: Pick<ConsentRecords, 'record' | 'join' | 'isKnown'>;
  readonly messages: Pick<Messages, 'recordStatus'>;
  readonly clock: Clock;
}

/**
 * Records what WhatsApp reports to an account, piece by piece. Durable when it resolves. Returns the events to deliver
 * to the account. Left if a store failed; recording the same news again adds what is missing. If a record does not
 * decode, everything else is recorded first, and then it rejects.
 */
export type RecordStatus = (
  account: Account,
  news: readonly News[],
) => TE.TaskEither<Unavailable, readonly OutboundEvent[]>;

type Recorded = TE.TaskEither<Unavailable, readonly OutboundEvent[]>;

/** How many pieces are recorded at once. They share the cost of becoming durable. */
const AT_ONCE = 250;

export const makeRecordStatus =
  (ports: RecordStatusPorts): RecordStatus =>
  (account, news) =>
  async () => {
    const reports = news.flatMap((one) => (one._tag === 'Status' ? [one.report] : []));
    const inbound = news.flatMap((one) => (one._tag === 'Inbound' ? [one.message] : []));
    const changes = news.flatMap((one) => (one._tag === 'IdChange' ? [one.change] : []));
    const recorded = [
      // One after the other: two changes of one person, or two of their words, may have the same second.
      ...(await inGroups(
        ports.clock,
        inOrderOfTime(changes).map((one): Recorded => changeIds(ports, account, one)),
        1,
      )),
      ...(await inGroups(
        ports.clock,
        reports.map((report) => recordOne(ports, account, report)),
        AT_ONCE,
      )),
    ];
    const authors = await latestOfEach(ports.clock, inbound);
    recorded.push(
      ...(await inGroups(
        ports.clock,
        authors.map((message): Recorded => learnFromMessage(ports, account, message)),
        AT_ONCE,
      )),
    );
    for await (const some of inBatches(ports.clock, inbound))
      recorded.push(
        ...(await inGroups(
          ports.clock,
          some.map((message) => recordWord(ports, account, message)),
          1,
        )),
      );
    return E.map((events: readonly (readonly OutboundEvent[])[]) => events.flat())(together(recorded));
  };

const recordOne = (ports: RecordStatusPorts, account: Account, report: StatusReport): Recorded =>
  pipe(
    ports.messages.recordStatus(account.id, report, ports.clock.now()),
    TE.bind('learnt', ({ reached }) =>
      reached === null ? TE.right([]) : learnFromReport(ports, account, reached, report),
    ),
    TE.map(({ events, learnt }) => [...events, ...learnt]),
  );

const inOrderOfTime = (changes: readonly IdChange[]): readonly IdChange[] =>
  [...changes].sort((one, other) => one.at - other.at);
