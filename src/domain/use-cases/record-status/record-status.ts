import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type OutboundEvent } from '../../model/message/outbound-event.js';
import { type Clock } from '../../ports/clock.js';
import { type Messages } from '../../ports/messages.js';
import { type StatusReport } from '../../model/message/status-report.js';
import { recordWord, type RecordWordPorts } from './record-word.js';
import { inGroups, together } from '../in-groups.js';
import { type News } from '../../model/message/news.js';

export interface RecordStatusPorts extends RecordWordPorts {
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
    const statuses = news.flatMap((one) => (one._tag === 'Status' ? [recordOne(ports, account, one.report)] : []));
    const texts = news.flatMap((one) => (one._tag === 'Inbound' ? [recordWord(ports, account, one.text)] : []));
    const recorded = [
      ...(await inGroups(ports.clock, statuses, AT_ONCE)),
      // Texts are recorded one after the other: two texts of one person may have the same second.
      ...(await inGroups(ports.clock, texts, 1)),
    ];
    return E.map((events: readonly (readonly OutboundEvent[])[]) => events.flat())(together(recorded));
  };

const recordOne = (ports: RecordStatusPorts, account: Account, report: StatusReport): Recorded =>
  ports.messages.recordStatus(account.id, report, ports.clock.now());
