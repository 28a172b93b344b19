import { eventView } from '../../../api/event-view.js';
import { messageView, messageWithTimelineView } from '../../../api/message-view.js';
import { type Message } from '../../../domain/model/message/message.js';
import { type EventList } from '../../../domain/use-cases/listen-events/call.js';
import { type MessageList } from '../../../domain/use-cases/read-messages/call.js';
import { type Receipt } from '../../../domain/use-cases/send-media-message/call.js';
import { toTimestamp } from '../../../domain/model/time.js';
import { type EventListBody, type MessageBody, type MessageListBody, type SentBody } from './api-types.js';

/** The time and the id of an answer. */
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
    phone: receipt.recipient.phone,
    media_type: receipt.mediaType,
    media_url: receipt.mediaUrl,
    caption: receipt.caption,
    filename: receipt.filename,
    ...givenOf(receipt),
    status: 'sent',
    sent_at: toTimestamp(receipt.sentAt),
    chat_id: receipt.chatId,
    chat_message_id: receipt.chatMessageId,
  },
  message: 'Media message sent successfully',
  meta: { ...meta, ...(receipt.warnings.length > 0 ? { warnings: receipt.warnings } : {}) },
});

/** Only where the request had them: the answer to any other has exactly eleven fields (SPEC 1.1). */
const givenOf = ({ reference, recipient: { userId } }: Receipt): Pick<SentBody['data'], 'reference' | 'user_id'> => ({
  ...(reference === null ? {} : { reference }),
  ...(userId === null ? {} : { user_id: userId }),
});

/** The body of one message, with its timeline. */
export const messageBody = (message: Message, meta: AnswerMeta): MessageBody => ({
  success: true,
  data: messageWithTimelineView(message),
  meta,
});

/** The body of a page of events. */
export const eventListBody = ({ events, nextCursor }: EventList, meta: AnswerMeta): EventListBody => ({
  success: true,
  data: { events: events.map(({ id, event }) => ({ id, ...eventView(event) })), next_cursor: nextCursor },
  meta,
});

/** The body of a page of messages. */
export const messageListBody = ({ messages, nextCursor }: MessageList, meta: AnswerMeta): MessageListBody => ({
  success: true,
  data: { messages: messages.map((message) => messageView(message, toTimestamp)), next_cursor: nextCursor },
  meta,
});
