import { type Message, type SendFailure, settledMessage } from '../../../../domain/model/message.js';
import { MINUTE, SECOND } from '../../../../domain/model/time.js';
import { changeMessage } from './change-message.js';
import { type Documents } from '../database/documents.js';

const EVERY = SECOND;
/** Longer than a command can be on its way; from then on the message's lease does the rest. */
const FOR = MINUTE;

const notOpened: SendFailure = {
  error: 'The database did not answer when the message was recorded, so it was not sent.',
  outcome: 'not_sent',
  retryable: true,
  whatsapp: null,
};

/**
 * An insert that was not answered may have been done, or be done yet. Its caller was told that nothing was sent, and
 * nobody will send it: wherever it appears, it is given up, so that its key is free for the caller's next try.
 */
export const giveUp = (messages: Documents<Message>, { accountId, id, createdAt }: Message): void => {
  let left = FOR / EVERY;
  const look = async (): Promise<void> => {
    left -= 1;
    if (!(await isGivenUp()) && left > 0) lookLater();
  };
  const isGivenUp = async (): Promise<boolean> => {
    try {
      const failed = { _tag: 'Refused', failure: notOpened, at: createdAt } as const;
      return (await changeMessage(messages, { accountId, id }, (found) => settledMessage(found, failed))) !== null;
    } catch {
      return false;
    }
  };
  const lookLater = (): void => {
    setTimeout(() => void look(), EVERY).unref();
  };
  lookLater();
};
