import { sendFacts } from '../../../api/error-facts.js';
import { type Message as StoredMessage, stepTimes } from '../../../domain/model/message.js';
import { type Instant } from '../../../domain/model/time.js';
import { type Message } from '../contract/gen/postcard/v1/Message.gen.js';
import { type SendError } from '../contract/gen/postcard/v1/SendError.gen.js';
import { given } from '../contract/given.js';
import { mediaTypeInProto } from '../contract/media-type.js';
import { toTimestamp } from '../contract/timestamp.js';

/** A message with what has become of it. */
export const messageView = (message: StoredMessage): Message => {
  const { sentAt, deliveredAt, readAt, failedAt } = stepTimes(message);
  return {
    contact_id: message.contactId,
    phone: message.phone,
    media_type: mediaTypeInProto[message.mediaType],
    media_url: message.mediaUrl,
    status: message.state,
    chat_id: message.contactId,
    chat_message_id: message.id,
    created_at: toTimestamp(message.createdAt),
    ...given({
      message_id: message.wamid,
      caption: message.caption,
      filename: message.filename,
      sent_at: timestampOrNull(sentAt),
      delivered_at: timestampOrNull(deliveredAt),
      read_at: timestampOrNull(readAt),
      failed_at: timestampOrNull(failedAt),
      error: errorOf(message),
    }),
  };
};

const timestampOrNull = (at: Instant | null) => (at === null ? null : toTimestamp(at));

const errorOf = ({ failure, id, contactId }: StoredMessage): SendError | null => {
  if (failure === null) return null;
  const { whatsapp, ...details } = sendFacts({ failure, chatMessageId: id, contactId });
  return { ...details, ...(whatsapp === undefined ? {} : { whatsapp: given(whatsapp) }) };
};
