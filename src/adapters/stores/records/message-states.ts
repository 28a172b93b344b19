import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import {
  type AcceptedThenFailedMessage,
  type DeliveredMessage,
  type Message,
  type PendingMessage,
  type PlayedMessage,
  type ReadMessage,
  type RefusedMessage,
  type SentMessage,
  type UnconfirmedMessage,
} from '../../../domain/model/message/message.js';
import { callOutcomes } from '../../../domain/model/message/send-outcome.js';
import { type OpenedMessage } from '../../../domain/model/message/opened-message.js';
import { type MessageState, messageStates } from '../../../domain/model/message/message-state.js';
import {
  accountId,
  added,
  chatMessageId,
  contactId,
  type Fields,
  idempotencyKey,
  instant,
  literals,
  mediaId,
  mediaType,
  nullable,
  strict,
} from './codecs.js';
import { failureRecord } from './failure.js';
import { timelineRecord } from './timeline.js';
import { type Flat, recipientFields } from './recipient.js';

const opened: Fields<Flat<OpenedMessage>> = {
  accountId,
  id: chatMessageId,
  contactId,
  ...recipientFields,
  mediaType,
  mediaId,
  mediaUrl: nullable(t.string),
  caption: nullable(t.string),
  filename: nullable(t.string),
  reference: added(nullable(t.string), null),
  warnings: t.readonlyArray(t.string),
  key: nullable(idempotencyKey),
  fingerprint: t.string,
  nonce: added(nullable(t.string), null),
  createdAt: instant,
  openedInMinute: added(nullable(t.number), null),
  leaseUntil: instant,
  settledByHand: added(t.boolean, false),
  erasesOnceSettled: added(t.boolean, false),
  timeline: added(timelineRecord, []),
};

const callOutcome = literals('call outcome', callOutcomes);

/** The further fields of a record, which depend on the state; null if the state cannot have the field. */
export const byState = {
  state: literals('message state', messageStates),
  outcome: nullable(callOutcome),
  wamid: nullable(t.string),
  sentAt: nullable(instant),
  deliveredAt: nullable(instant),
  readAt: nullable(instant),
  failedAt: nullable(instant),
  failure: nullable(failureRecord),
};

/** A message as it is stored, with the same fields in every state. */
export const flatMessage = t.strict({ ...opened, ...byState }, 'message');

type Read = t.Validate<unknown, Flat<Message>>;

/** Reads a message of one state: these fields, and null in every field that this state cannot have. */
const readAs = <A extends Flat<Message>>(fields: Fields<A>): Read => {
  const message = strict<A>('message', fields);
  const absent = Object.keys(byState).filter((name) => !(name in fields));
  const nulls = t.type(Object.fromEntries(absent.map((name) => [name, t.null])));
  return (value, context) => {
    const read = message.validate(value, context);
    const rest = nulls.validate(value, context);
    if (E.isRight(rest)) return read;
    return E.isLeft(read) ? t.failures([...read.left, ...rest.left]) : rest;
  };
};

/** What depends on whether a message was erased, or settled by hand. */
interface Kind {
  readonly opened: Fields<Flat<OpenedMessage>>;
  /** The wamid of a message that reached WhatsApp. */
  readonly wamid: t.Type<string | null, unknown>;
}

const kept: Kind = { opened, wamid: t.string as unknown as t.Type<string | null, unknown> };

const noWamid = t.null as unknown as t.Type<string | null, unknown>;

/** WhatsApp has told nothing of it. */
const byHand: Kind = { opened, wamid: noWamid };

/** Erasing takes all of these or none. */
const erasedKind: Kind = {
  opened: {
    ...opened,
    phone: t.null,
    userId: t.null,
    mediaUrl: t.null,
    caption: t.null,
    filename: t.null,
    reference: t.null,
  } as unknown as Fields<Flat<OpenedMessage>>,
  wamid: noWamid,
};

/** A message without the URL of its file was erased. */
export const wasErased = t.type({ mediaUrl: t.null }).is;

const acceptance = t.type({ outcome: t.literal('accepted') });

/** The reader of each state. */
const readersFor = ({ opened: fields, wamid }: Kind): Record<MessageState, Read> => {
  const pending = fields as Fields<Flat<PendingMessage>>;
  const failed = { ...fields, state: t.literal('failed'), failedAt: instant, failure: failureRecord };
  const reached = { ...fields, outcome: nullable(callOutcome), wamid };
  const readAcceptedThenFailed = readAs<Flat<AcceptedThenFailedMessage>>({
    ...failed,
    outcome: t.literal('accepted'),
    wamid,
    sentAt: instant,
  });
  const readRefused = readAs<Flat<RefusedMessage>>({
    ...failed,
    outcome: nullable(literals('call outcome', ['not_sent', 'unknown'])),
    wamid: nullable(wamid),
    sentAt: nullable(instant),
  });
  return {
    pending: readAs<Flat<PendingMessage>>({ ...pending, state: t.literal('pending'), outcome: t.null }),
    unconfirmed: readAs<Flat<UnconfirmedMessage>>({
      ...fields,
      state: t.literal('unconfirmed'),
      outcome: t.literal('unknown'),
      failure: failureRecord,
    }),
    sent: readAs<Flat<SentMessage>>({ ...reached, state: t.literal('sent'), sentAt: instant }),
    delivered: readAs<Flat<DeliveredMessage>>({
      ...reached,
      state: t.literal('delivered'),
      sentAt: nullable(instant),
      deliveredAt: instant,
    }),
    read: readAs<Flat<ReadMessage>>({
      ...reached,
      state: t.literal('read'),
      sentAt: nullable(instant),
      deliveredAt: nullable(instant),
      readAt: instant,
    }),
    played: readAs<Flat<PlayedMessage>>({
      ...reached,
      state: t.literal('played'),
      sentAt: nullable(instant),
      deliveredAt: nullable(instant),
      readAt: nullable(instant),
    }),
    // A failed message that WhatsApp had accepted also has the fields of an accepted message.
    failed: (value, context) =>
      acceptance.is(value) ? readAcceptedThenFailed(value, context) : readRefused(value, context),
  };
};

const readers = { kept: readersFor(kept), byHand: readersFor(byHand), erased: readersFor(erasedKind) };
const isByHand = t.type({ settledByHand: t.literal(true) }).is;

/** The readers for a record, by its state. */
export const readersOf = (record: unknown): Record<MessageState, Read> => {
  if (wasErased(record)) return readers.erased;
  return isByHand(record) ? readers.byHand : readers.kept;
};
