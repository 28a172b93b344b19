import { sendFacts } from '../../../api/error-facts.js';
import { type Message, stepTimes } from '../../../domain/model/message.js';
import { type MessageList } from '../../../domain/use-cases/read-messages/call.js';
import { type Receipt } from '../../../domain/use-cases/send-media-message/call.js';
import { type Instant, toTimestamp } from '../../../domain/model/time.js';
import { type MessageBody, type MessageListBody, type MessageView, type SentBody } from './api-types.js';

/** When and as what a request was answered. */
export interface AnswerMeta {
  readonly request_id: string;
  readonly timestamp: string;
}

export const answerMeta = (requestId: string): AnswerMeta => ({
  request_id: requestId,
  timestamp: new Date().toISOString(),
});

/** The body of a message that WhatsApp accepted. */
export const sentBody = (receipt: Receipt, meta: AnswerMeta): SentBody => ({
  success: true,
  data: {
    message_id: receipt.messageId,
    contact_id: receipt.contactId,
    phone: receipt.phone,
    media_type: receipt.mediaType,
    media_url: receipt.mediaUrl,
    caption: receipt.caption,
    filename: receipt.filename,
    status: 'sent',
    sent_at: toTimestamp(receipt.sentAt),
    chat_id: receipt.chatId,
    chat_message_id: receipt.chatMessageId,
  },
  message: 'Media message sent successfully',
  meta: { ...meta, ...(receipt.warnings.length > 0 ? { warnings: receipt.warnings } : {}) },
});

/** The body of one message. */
export const messageBody = (message: Message, meta: AnswerMeta): MessageBody => ({
  success: true,
  data: messageView(message),
  meta,
});

/** The body of a page of messages. */
export const messageListBody = ({ messages, nextCursor }: MessageList, meta: AnswerMeta): MessageListBody => ({
  success: true,
  data: { messages: messages.map(messageView), next_cursor: nextCursor },
  meta,
});

/** A message with what has become of it. */
const messageView = (message: Message): MessageView => {
  const { sentAt, deliveredAt, readAt, failedAt } = stepTimes(message);
  return {
    message_id: message.wamid,
    contact_id: message.contactId,
    phone: message.phone,
    media_type: message.mediaType,
    media_url: message.mediaUrl,
    caption: message.caption,
    filename: message.filename,
    status: message.state,
    sent_at: timestampOrNull(sentAt),
    chat_id: message.contactId,
    chat_message_id: message.id,
    created_at: toTimestamp(message.createdAt),
    delivered_at: timestampOrNull(deliveredAt),
    read_at: timestampOrNull(readAt),
    failed_at: timestampOrNull(failedAt),
    error: errorOf(message),
  };
};

const timestampOrNull = (at: Instant | null): string | null => (at === null ? null : toTimestamp(at));

const errorOf = ({ failure, id, contactId }: Message): MessageView['error'] =>
  failure === null ? null : sendFacts({ failure, chatMessageId: id, contactId });
