import { type ErrorWords } from '../../domain/error-words.js';
import { type Receipt } from '../../domain/send-media-message/call.js';
import { toTimestamp } from '../../domain/time.js';
import { type SentBody } from './api-types.js';

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

/** The body of every error; `inline` is repeated at the top level, where the original's clients look for it. */
export const errorBody = (
  words: ErrorWords,
  meta: AnswerMeta,
  inline: string | null = null,
): Readonly<Record<string, unknown>> => ({
  success: false,
  ...(inline === null ? {} : { status: 'error', message: inline }),
  error: {
    code: words.code,
    message: words.message,
    ...(words.details === null ? {} : { details: words.details }),
  },
  meta: { ...meta, ...(words.retryAfterSeconds === null ? {} : { retry_after: words.retryAfterSeconds }) },
});
