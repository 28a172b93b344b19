import { failureOf, type Message, wamidOf } from '../domain/model/message/message.js';
import { stepTimes } from '../domain/model/message/step-times.js';
import { type Instant } from '../domain/model/time.js';
import { sendFacts } from './error-facts.js';

/**
 * A message and its state under the API's names, as both doors and every list show it. `timeOf` writes an instant in
 * the door's format. A field without a value is null.
 */
export const messageView = <Time>(message: Message, timeOf: (at: Instant) => Time) => {
  const { sentAt, deliveredAt, readAt, failedAt } = stepTimes(message);
  const timeOrNull = (at: Instant | null): Time | null => (at === null ? null : timeOf(at));
  return {
    message_id: wamidOf(message),
    contact_id: message.contactId,
    phone: message.recipient.phone,
    media_type: message.mediaType,
    media_url: message.mediaUrl,
    caption: message.caption,
    filename: message.filename,
    user_id: message.recipient.userId,
    status: message.state,
    sent_at: timeOrNull(sentAt),
    chat_id: message.contactId,
    chat_message_id: message.id,
    created_at: timeOf(message.createdAt),
    delivered_at: timeOrNull(deliveredAt),
    read_at: timeOrNull(readAt),
    failed_at: timeOrNull(failedAt),
    error: errorOf(message),
  };
};

const errorOf = (message: Message) => {
  const failure = failureOf(message);
  const { id: chatMessageId, contactId } = message;
  return failure === null ? null : sendFacts({ failure, chatMessageId, contactId });
};
