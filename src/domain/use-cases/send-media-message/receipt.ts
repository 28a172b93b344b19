import * as E from 'fp-ts/lib/Either.js';
import { type SendMediaError } from '../../model/errors.js';
import {
  type Message,
  type RefusedMessage,
  type SettledMessage,
  type UnconfirmedMessage,
} from '../../model/message/message.js';
import { type SendFailure } from '../../model/message/send-outcome.js';
import { type Receipt } from './call.js';

/**
 * The answer for a message, the first time and each time its key is replayed. An accepted message stays accepted, even
 * if a status reports a failure later. If WhatsApp's answer did not accept the message, the statuses so far decide.
 */
export const resultOf = (message: SettledMessage): E.Either<SendMediaError, Receipt> => {
  if (message.state === 'unconfirmed') return E.left(sendFailed(message, message.failure));
  if (message.state !== 'failed') return E.right(receiptOf(message));
  return message.outcome === 'accepted' ? E.right(receiptOf(message)) : E.left(sendFailed(message, message.failure));
};

export const sendFailed = (message: Message, failure: SendFailure): SendMediaError => ({
  _tag: 'SendFailed',
  failure,
  chatMessageId: message.id,
  contactId: message.contactId,
});

/** A message that WhatsApp has accepted, by its answer or by a status. */
type TakenMessage = Exclude<SettledMessage, UnconfirmedMessage | RefusedMessage>;

/** The receipt of a message that WhatsApp has accepted. */
const receiptOf = (message: TakenMessage): Receipt => ({
  messageId: message.wamid,
  contactId: message.contactId,
  recipient: message.recipient,
  mediaType: message.mediaType,
  mediaUrl: message.mediaUrl,
  caption: message.caption,
  filename: message.filename,
  reference: message.reference,
  sentAt: message.sentAt ?? message.createdAt,
  chatId: message.contactId,
  chatMessageId: message.id,
  warnings: message.warnings,
});
