import { type Receipt } from '../../domain/send-media-message/call.js';
import { type Instant, SECOND } from '../../domain/time.js';
import { type SendMediaMessageResponse } from './gen/postcard/v1/SendMediaMessageResponse.gen.js';
import { type Timestamp } from './gen/google/protobuf/Timestamp.gen.js';
import { mediaTypeInProto } from './media-type.js';

/** The answer for a message that WhatsApp accepted. */
export const sentResponse = (receipt: Receipt): SendMediaMessageResponse => ({
  message_id: receipt.messageId,
  contact_id: receipt.contactId,
  phone: receipt.phone,
  media_type: mediaTypeInProto[receipt.mediaType],
  media_url: receipt.mediaUrl,
  ...(receipt.caption === null ? {} : { caption: receipt.caption }),
  ...(receipt.filename === null ? {} : { filename: receipt.filename }),
  status: 'sent',
  sent_at: toTimestamp(receipt.sentAt),
  chat_id: receipt.chatId,
  chat_message_id: receipt.chatMessageId,
  warnings: [...receipt.warnings],
});

const toTimestamp = (at: Instant): Timestamp => ({
  seconds: Math.floor(at / SECOND),
  nanos: (at % SECOND) * 1_000_000,
});
