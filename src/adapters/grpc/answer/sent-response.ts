import { type Receipt } from '../../../domain/use-cases/send-media-message/call.js';
import { type SendMediaMessageResponse } from '../contract/gen/postcard/v1/SendMediaMessageResponse.gen.js';
import { given } from '../contract/given.js';
import { mediaTypeInProto } from '../contract/media-type.js';
import { toTimestamp } from '../contract/timestamp.js';

/** The answer for a message that WhatsApp accepted. */
export const sentResponse = (receipt: Receipt): SendMediaMessageResponse => ({
  contact_id: receipt.contactId,
  media_type: mediaTypeInProto[receipt.mediaType],
  ...given({
    message_id: receipt.messageId,
    phone: receipt.recipient.phone,
    media_url: receipt.mediaUrl,
    caption: receipt.caption,
    filename: receipt.filename,
    reference: receipt.reference,
    user_id: receipt.recipient.userId,
  }),
  status: 'sent',
  sent_at: toTimestamp(receipt.sentAt),
  chat_id: receipt.chatId,
  chat_message_id: receipt.chatMessageId,
  warnings: [...receipt.warnings],
});
