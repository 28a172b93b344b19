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
import { type Flat, recipientFields } from './recipient.js';

const opened: Fields<Flat<OpenedMessage>> = {
  accountId,
  id: chatMessageId,
  contactId,
  ...recipientFields,
  mediaType,
  mediaId,
  mediaUrl: t.string,
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

const failed = { ...opened, state: t.literal('failed'), failedAt: instant, failure: failureRecord };
const reached = { ...opened, outcome: nullable(callOutcome), wamid: t.string };

/** A failed message that WhatsApp had accepted also has the fields of an accepted message. */
const readFailed: Read = (value, context) =>
  acceptance.is(value) ? readAcceptedThenFailed(value, context) : readRefused(value, context);
const acceptance = t.type({ outcome: t.literal('accepted') });
const readAcceptedThenFailed = readAs<Flat<AcceptedThenFailedMessage>>({
  ...failed,
  outcome: t.literal('accepted'),
  wamid: t.string,
  sentAt: instant,
});
const readRefused = readAs<Flat<RefusedMessage>>({
  ...failed,
  outcome: nullable(literals('call outcome', ['not_sent', 'unknown'])),
  wamid: nullable(t.string),
  sentAt: nullable(instant),
});

/** The reader of each state. */
export const readers: Record<MessageState, Read> = {
  pending: readAs<Flat<PendingMessage>>({ ...opened, state: t.literal('pending'), outcome: t.null }),
  unconfirmed: readAs<Flat<UnconfirmedMessage>>({
    ...opened,
    state: t.literal('unconfirmed'),
    outcome: t.literal('unknown'),
    failure: failureRecord,
  }),
  sent: readAs<Flat<SentMessage>>({
    ...opened,
    state: t.literal('sent'),
    outcome: nullable(callOutcome),
    wamid: t.string,
    sentAt: instant,
  }),
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
  failed: readFailed,
};
