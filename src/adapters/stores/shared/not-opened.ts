import { type Message } from '../../../domain/model/message/message.js';
import { type SendOutcome } from '../../../domain/model/message/send-outcome.js';

/**
 * The outcome of a message that was recorded after its caller got the answer that the store did not take it. WhatsApp
 * was never called, so its key is free for the caller's next try.
 */
export const notOpened = ({ createdAt }: Pick<Message, 'createdAt'>): SendOutcome => ({
  _tag: 'Refused',
  failure: {
    error: 'The store did not answer in time when the message was recorded, so it was not sent.',
    outcome: 'not_sent',
    retryable: true,
    whatsapp: null,
  },
  at: createdAt,
});
