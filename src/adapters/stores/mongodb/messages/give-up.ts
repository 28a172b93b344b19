import { type Message } from '../../../../domain/model/message/message.js';
import { refOf } from '../../../../domain/model/message/opened-message.js';
import { type SendFailure } from '../../../../domain/model/message/send-outcome.js';
import { MINUTE, SECOND } from '../../../../domain/model/time.js';
import { changeByRef, type MessageParts } from './change-message.js';

const EVERY = SECOND;
/** Longer than a command can take to arrive. Later the message's lease handles it. */
const FOR = MINUTE;

const notOpened: SendFailure = {
  error: 'The database did not answer when the message was recorded, so it was not sent.',
  outcome: 'not_sent',
  retryable: true,
  whatsapp: null,
};

/**
 * Handles an insert that got no answer: it may be done already, or later. Its caller got the answer that nothing was
 * sent, and the message is never sent. If it appears, it becomes `failed`, so that its key is free for the caller's
 * next try.
 */
export const giveUp = (parts: MessageParts, message: Message): void => {
  let left = FOR / EVERY;
  const look = async (): Promise<void> => {
    left -= 1;
    if (!(await isGivenUp()) && left > 0) lookLater();
  };
  const isGivenUp = async (): Promise<boolean> => {
    try {
      const outcome = { _tag: 'Refused', failure: notOpened, at: message.createdAt } as const;
      return (await changeByRef(parts, refOf(message), () => ({ _tag: 'Outcome', outcome }))) !== null;
    } catch {
      return false;
    }
  };
  const lookLater = (): void => {
    setTimeout(() => void look(), EVERY).unref();
  };
  lookLater();
};
