import * as E from 'fp-ts/lib/Either.js';
import { type Conflict } from '../errors.js';
import { type Instant } from '../time.js';
import { type Message, type SettledMessage, type UnconfirmedMessage } from './message.js';
import { type HandState } from './message-state.js';
import { openedPart } from './opened-message.js';
import { type SendFailure } from './send-outcome.js';
import { type SettledEntry, type Settler } from './timeline.js';

/** Somebody knows what became of a message, and settles it by hand (SPEC 5). */
export interface HandSettlement {
  readonly as: HandState;
  readonly settler: Settler;
  /** When it is recorded. */
  readonly at: Instant;
}

/** Whether a message can be settled by hand. Left: its state says what became of it. */
export const settleable = (message: Message): E.Either<Conflict, Message> =>
  message.state === 'unconfirmed' ? E.right(message) : E.left({ _tag: 'Conflict', details: { status: message.state } });

/**
 * The message settled by hand. As `failed` it frees its key, so that it can be sent again; as `delivered` it keeps it. To
 * WhatsApp it is still `unconfirmed`: what WhatsApp tells later wins. A message with another state stays as it is.
 */
export const handSettled = (message: Message, { as, at }: HandSettlement): SettledMessage => {
  // A store asks `settleable` first. A pending message has no answer either.
  if (message.state !== 'unconfirmed' && message.state !== 'pending') return message;
  const base = { ...openedPart(message), settledByHand: true, outcome: 'unknown', wamid: null, sentAt: null } as const;
  return as === 'delivered'
    ? { ...base, state: 'delivered', deliveredAt: at }
    : { ...base, state: 'failed', failedAt: at, failure: settledAsFailed, key: null };
};

const settledAsFailed: SendFailure = {
  error: 'The message was settled by hand as not sent. It can be sent again.',
  outcome: 'not_sent',
  retryable: true,
  whatsapp: null,
};

export const settledEntry = ({ as, at, settler }: HandSettlement): SettledEntry => ({
  kind: 'settled',
  at,
  as,
  ...settler,
});

/** A message as WhatsApp has left it: `unconfirmed`, if its state is of a hand. */
export const withoutHand = (message: Message): Message => (message.settledByHand ? unconfirmed(message) : message);

const unconfirmed = (message: Message): UnconfirmedMessage => ({
  ...openedPart(message),
  settledByHand: false,
  state: 'unconfirmed',
  outcome: 'unknown',
  failure: unknownToUs,
});

const unknownToUs: SendFailure = {
  error: 'It is not known whether the message was sent.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
