import { type AccountId } from '../account/account.js';
import { type ChatMessageId, type MessageRef } from './opened-message.js';

/** The mark that a message is sent with. WhatsApp returns it in every status of the message. */
export interface Mark extends MessageRef {
  /** Its random part; null in the marks of messages from before marks had one. */
  readonly nonce: string | null;
}

/** How many characters of base64url the random part of a mark has. */
const NONCE_LENGTH = 8;

/**
 * The random part of a new mark, from a random text in base64url. Meta sends statuses to every subscribed app, and
 * another Postcard on the same phone number counts its messages as this one does.
 */
export const nonceOf = (randomText: string): string => randomText.slice(0, NONCE_LENGTH);

/** A mark as WhatsApp gets it: `postcard:<account>:<message>:<random part>` (SPEC 1.2). */
export const callbackDataOf = ({ accountId, id, nonce }: Mark): string =>
  `postcard:${accountId}:${id}${nonce === null ? '' : `:${nonce}`}`;

/** A mark, whose message may not exist; null for the text of another service. */
export const parseCallbackData = (text: string): Mark | null => {
  const found = /^postcard:([1-9][0-9]{0,15}):([1-9][0-9]{0,15})(?::([A-Za-z0-9_-]{8}))?$/.exec(text);
  const [accountId, id] = [Number(found?.[1]), Number(found?.[2])];
  return Number.isSafeInteger(accountId) && Number.isSafeInteger(id)
    ? { accountId: accountId as AccountId, id: id as ChatMessageId, nonce: found?.[3] ?? null }
    : null;
};
