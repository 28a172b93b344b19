import * as E from 'fp-ts/lib/Either.js';
import { type SendMediaError } from '../../model/errors.js';
import { type Message, type SendFailure } from '../../model/message.js';
import { type Receipt } from './call.js';

/**
 * What a message is answered with, the first time and each time its key comes again. Accepted stays accepted, whatever a status
 * says later; where WhatsApp's answer said less, the statuses so far decide.
 */
export const resultOf = (message: Message): E.Either<SendMediaError, Receipt> =>
  message.outcome !== 'accepted' && message.failure !== null
    ? E.left(sendFailed(message, message.failure))
    : E.right(receiptOf(message));

export const sendFailed = (message: Message, failure: SendFailure): SendMediaError => ({
  _tag: 'SendFailed',
  failure,
  chatMessageId: message.id,
  contactId: message.contactId,
});

/** The receipt of a message that WhatsApp accepted. */
const receiptOf = (message: Message): Receipt => ({
  messageId: message.wamid ?? '',
  contactId: message.contactId,
  phone: message.phone,
  mediaType: message.mediaType,
  mediaUrl: message.mediaUrl,
  caption: message.caption,
  filename: message.filename,
  sentAt: message.sentAt ?? message.createdAt,
  chatId: message.contactId,
  chatMessageId: message.id,
  warnings: message.warnings,
});
