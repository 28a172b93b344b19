import { type AccountId } from '../account/account.js';
import { type ChatMessageId, type MessageRef } from './opened-message.js';

/** The mark that a message is sent with. WhatsApp returns it in every status of the message. */
export const callbackDataOf = ({ accountId, id }: MessageRef): string => `postcard:${accountId}:${id}`;

/** The message of this account that a mark names; null for a mark of another service or account. */
export const parseCallbackData = (account: AccountId, mark: string): ChatMessageId | null => {
  const found = /^postcard:([1-9][0-9]{0,15}):([1-9][0-9]{0,15})$/.exec(mark);
  const id = Number(found?.[2]);
  return found?.[1] === String(account) && Number.isSafeInteger(id) ? (id as ChatMessageId) : null;
};
