import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Message } from '../../../domain/model/message/message.js';
import { byState, flatMessage, readersOf, wasErased } from './message-states.js';
import { type Flat, withRecipient } from './recipient.js';

const inSomeState = t.type({ state: byState.state });
const nothingElse = {
  wamid: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
  failure: null,
};

/**
 * A message as a store keeps it. The record is flat, with the same fields in every state. A record whose fields do not
 * fit its state does not decode, and the fault names the field.
 */
export const messageRecord = withRecipient<Message>(
  new t.Type<Flat<Message>, unknown>(
    'message',
    (value): value is Flat<Message> => flatMessage.is(value),
    (value, context) => {
      const head = inSomeState.validate(value, context);
      return E.isLeft(head) ? head : readersOf(value)[head.right.state](value, context);
    },
    (message) => flatMessage.encode({ ...nothingElse, ...message }),
  ),
  wasErased,
);
