import { type Receipt } from '../../../domain/use-cases/send-media-message/call.js';
import { type SendMediaMessageResponse } from '../contract/gen/postcard/v1/SendMediaMessageResponse.gen.js';
import { given } from '../contract/given.js';
import { mediaTypeInProto } from '../contract/media-type.js';
import { toTimestamp } from '../contract/timestamp.js';

/** The answer for a message that WhatsApp accepted. */
export const sentResponse = (receipt: Receipt): SendMediaMessageResponse => ({
  message_id: receipt.messageId,
  contact_id: receipt.contactId,
  media_type: mediaTypeInProto[receipt.mediaType],
  media_url: receipt.mediaUrl,
  ...given({
    phone: receipt.recipient.phone,
    caption: receipt.caption,
    filename: receipt.filename,
    user_id: receipt.recipient.userId,
  }),
  status: 'sent',
  sent_at: toTimestamp(receipt.sentAt),
  chat_id: receipt.chatId,
  chat_message_id: receipt.chatMessageId,
  warnings: [...receipt.warnings],
});
