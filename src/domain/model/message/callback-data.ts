import { type AccountId } from '../account/account.js';
import { type ChatMessageId, type MessageRef } from './opened-message.js';

/** The mark that a message is sent with. WhatsApp returns it in every status of the message. */
export const callbackDataOf = ({ accountId, id }: MessageRef): string => `postcard:${accountId}:${id}`;

/** The message that a mark names, which may not exist; null for a mark of another service. */
export const parseCallbackData = (mark: string): MessageRef | null => {
  const found = /^postcard:([1-9][0-9]{0,15}):([1-9][0-9]{0,15})$/.exec(mark);
  const [accountId, id] = [Number(found?.[1]), Number(found?.[2])];
  return Number.isSafeInteger(accountId) && Number.isSafeInteger(id)
    ? { accountId: accountId as AccountId, id: id as ChatMessageId }
    : null;
};
