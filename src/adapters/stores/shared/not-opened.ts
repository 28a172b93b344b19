import { type Message } from '../../../domain/model/message/message.js';
import { type SendFailure } from '../../../domain/model/message/send-outcome.js';
import { type MessageChange } from '../../../domain/model/message/message-change.js';

/**
 * What becomes of a message that was recorded after its caller got the answer that the store did not take it. WhatsApp
 * was never called, so its key is free for the caller's next try.
 */
export const notOpened = ({ createdAt: at }: Pick<Message, 'createdAt'>): MessageChange => ({
  _tag: 'Outcome',
  outcome: { _tag: 'Refused', failure, at },
  entries: [{ kind: 'expired', at }],
});

const failure: SendFailure = {
  error: 'The store did not answer in time when the message was recorded, so it was not sent.',
  outcome: 'not_sent',
  retryable: true,
  whatsapp: null,
};
