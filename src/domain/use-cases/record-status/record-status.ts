import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account.js';
import { type Contact } from '../../model/contact.js';
import { type Unavailable } from '../../model/errors.js';
import { consentEvent, type OutboundEvent } from '../../model/outbound-event.js';
import { phoneOfWaId } from '../../model/phone.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Messages } from '../../ports/messages.js';
import { type StatusReport } from '../../model/status-report.js';
import { consentWordOf } from './consent-word.js';
import { type InboundText, type News } from './news.js';

export interface RecordStatusPorts {
  readonly messages: Pick<Messages, 'recordStatus'>;
  readonly contacts: Pick<Contacts, 'byWaId' | 'byPhone' | 'setOptOut'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Records what WhatsApp tells an account, each piece for itself, durably when it resolves, and answers what the
 * account is to be told of it. Left where a store failed: the same news, told again, adds what is missing. A record
 * that does not decode rejects, once all else is recorded.
 */
export type RecordStatus = (
  account: Account,
  news: readonly News[],
) => TE.TaskEither<Unavailable, readonly OutboundEvent[]>;

type Recorded = TE.TaskEither<Unavailable, readonly OutboundEvent[]>;

/** How many pieces are recorded at once; they share what making them durable costs. */
const AT_ONCE = 250;

export const makeRecordStatus =
  (ports: RecordStatusPorts): RecordStatus =>
  (account, news) =>
  async () => {
    const statuses = news.flatMap((one) => (one._tag === 'Status' ? [status(ports)(account, one.report)] : []));
    const texts = news.flatMap((one) => (one._tag === 'Inbound' ? [inbound(ports)(account, one.text)] : []));
    // Words are taken one after the other: two of one person may have the same second.
    return together([...(await inGroups(statuses, AT_ONCE)), ...(await inGroups(texts, 1))]);
  };

const status =
  (ports: RecordStatusPorts) =>
  (account: Account, report: StatusReport): Recorded =>
    pipe(ports.messages.recordStatus(account.id, report, ports.clock.now()), TE.map(O.match(() => [], one)));

const inbound =
  (ports: RecordStatusPorts) =>
  (account: Account, { waId, text, at }: InboundText): Recorded => {
    const word = consentWordOf(account, text);
    if (word === null) return TE.right([]);
    return pipe(
      writersOf(ports)(account, waId),
      TE.chain(TE.traverseSeqArray(({ id }) => ports.contacts.setOptOut(account.id, id, word === 'stop', at))),
      TE.map((changes) =>
        changes.flatMap((change) =>
          O.isSome(change) && change.value.changed ? [consentEvent(change.value.contact, at)] : [],
        ),
      ),
    );
  };

/** Who wrote: the contacts that WhatsApp knows under the id, else the one with it for a phone number. */
const writersOf =
  (ports: RecordStatusPorts) =>
  ({ id }: Account, waId: string): TE.TaskEither<Unavailable, readonly Contact[]> =>
    pipe(
      ports.contacts.byWaId(id, waId),
      TE.chain((known) =>
        known.length > 0
          ? TE.right(known)
          : pipe(
              phoneOfWaId(waId),
              O.match(
                () => TE.right([]),
                (phone) => pipe(ports.contacts.byPhone(id, phone), TE.map(O.match(() => [], one))),
              ),
            ),
      ),
    );

const one = <A>(value: A): readonly A[] => [value];

type Result = PromiseSettledResult<E.Either<Unavailable, readonly OutboundEvent[]>>;

/** Runs all tasks to their ends, so many at a time, whatever becomes of any of them. */
const inGroups = async (tasks: readonly Recorded[], size: number): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (let from = 0; from < tasks.length; from += size)
    results.push(...(await Promise.allSettled(tasks.slice(from, from + size).map((task) => task()))));
  return results;
};

const together = (results: readonly Result[]): E.Either<Unavailable, readonly OutboundEvent[]> => {
  const events: OutboundEvent[] = [];
  let fault: E.Either<Unavailable, never> | null = null;
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
    if (E.isLeft(result.value)) fault = result.value;
    else events.push(...result.value.right);
  }
  return fault ?? E.right(events);
};
