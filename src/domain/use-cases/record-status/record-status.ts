import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, type AccountId } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type Unavailable } from '../../model/errors.js';
import { consentEvent, type OutboundEvent } from '../../model/message/outbound-event.js';
import { phoneOfWaId } from '../../model/contact/phone.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Listing } from '../../ports/store.js';
import { type Messages } from '../../ports/messages.js';
import { type StatusReport } from '../../model/message/status-report.js';
import { type ConsentWord, consentWordOf } from './consent-word.js';
import { inGroups, together } from '../in-groups.js';
import { rejectDamaged } from '../reject-damaged.js';
import { type InboundText, type News } from '../../model/message/news.js';

export interface RecordStatusPorts {
  readonly messages: Pick<Messages, 'recordStatus'>;
  readonly contacts: Pick<Contacts, 'byWaId' | 'byPhone' | 'setOptOut'>;
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
    const texts = news.flatMap((one) => (one._tag === 'Inbound' ? [recordConsent(ports, account, one.text)] : []));
    const recorded = [
      ...(await inGroups(ports.clock, statuses, AT_ONCE)),
      // Texts are recorded one after the other: two texts of one person may have the same second.
      ...(await inGroups(ports.clock, texts, 1)),
    ];
    return E.map((events: readonly (readonly OutboundEvent[])[]) => events.flat())(together(recorded));
  };

const recordOne = (ports: RecordStatusPorts, account: Account, report: StatusReport): Recorded =>
  ports.messages.recordStatus(account.id, report, ports.clock.now());

const recordConsent =
  (ports: RecordStatusPorts, account: Account, text: InboundText): Recorded =>
  async () => {
    const word = consentWordOf(account, text.text);
    return word === null ? E.right([]) : recordWord(ports, account, text, word)();
  };

const recordWord = (
  ports: RecordStatusPorts,
  account: Account,
  { waId, at }: InboundText,
  word: ConsentWord,
): Recorded =>
  pipe(
    sendersOf(ports, account, waId),
    TE.chain((senders) =>
      pipe(
        senders.items,
        TE.traverseSeqArray(({ id }) => ports.contacts.setOptOut(account.id, id, word === 'stop', at)),
        // An opt-out or opt-in must not be lost. Meta sends it again until the record is restored.
        TE.chainFirstW(() => rejectDamaged(senders.damaged)),
      ),
    ),
    TE.map(RA.compact),
    TE.map(RA.filter(({ changed }) => changed)),
    TE.map(RA.map(({ contact }) => consentEvent(contact, at))),
  );

type Senders = Listing<Contact>;

/**
 * The contacts that wrote: those recorded with this id of WhatsApp's, else the contact whose phone number it spells.
 */
const sendersOf = (ports: RecordStatusPorts, { id }: Account, waId: string): TE.TaskEither<Unavailable, Senders> =>
  pipe(
    ports.contacts.byWaId(id, waId),
    TE.chain((known) => (known.items.length + known.damaged.length > 0 ? TE.right(known) : byPhoneOf(ports, id, waId))),
  );

const byPhoneOf = (ports: RecordStatusPorts, account: AccountId, waId: string): TE.TaskEither<Unavailable, Senders> => {
  const phone = phoneOfWaId(waId);
  const found = O.isNone(phone) ? TE.right([]) : pipe(ports.contacts.byPhone(account, phone.value), TE.map(listOf));
  return pipe(
    found,
    TE.map((items) => ({ items, damaged: [] })),
  );
};

const listOf = <A>(option: O.Option<A>): readonly A[] => (O.isSome(option) ? [option.value] : []);
