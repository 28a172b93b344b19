import { type Message } from '../domain/model/message/message.js';
import { type MessageSnapshot, snapshotOf } from '../domain/model/message/message-snapshot.js';
import { type Instant, toTimestamp } from '../domain/model/time.js';
import { sendFacts } from './error-facts.js';
import { timelineEntryView } from './timeline-view.js';

/**
 * A message and its state under the API's names, as both doors, every list and every event show it. `timeOf` writes an
 * instant in the door's format. A field without a value is null.
 */
export const snapshotView = <Time>(message: MessageSnapshot, timeOf: (at: Instant) => Time) => {
  const timeOrNull = (at: Instant | null): Time | null => (at === null ? null : timeOf(at));
  return {
    message_id: message.wamid,
    contact_id: message.contactId,
    phone: message.phone,
    media_type: message.mediaType,
    media_url: message.mediaUrl,
    caption: message.caption,
    filename: message.filename,
    reference: message.reference,
    user_id: message.userId,
    status: message.state,
    sent_at: timeOrNull(message.sentAt),
    chat_id: message.contactId,
    chat_message_id: message.id,
    created_at: timeOf(message.createdAt),
    delivered_at: timeOrNull(message.deliveredAt),
    read_at: timeOrNull(message.readAt),
    failed_at: timeOrNull(message.failedAt),
    error: errorOf(message),
  };
};

/** The same of a message as it is now. */
export const messageView = <Time>(message: Message, timeOf: (at: Instant) => Time) =>
  snapshotView(snapshotOf(message), timeOf);

/** The same, with what it went through: as `GET /messages/{id}` shows it. */
export const messageWithTimelineView = (message: Message) => ({
  ...messageView(message, toTimestamp),
  timeline: message.timeline.map(timelineEntryView),
});

const errorOf = ({ failure, id: chatMessageId, contactId }: MessageSnapshot) =>
  failure === null ? null : sendFacts({ failure, chatMessageId, contactId });
