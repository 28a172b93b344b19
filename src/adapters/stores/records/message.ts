import { callOutcomes, type Message, type SendFailure, type WhatsAppRefusal } from '../../../domain/model/message.js';
import { messageStates } from '../../../domain/model/message-state.js';
import {
  accountId,
  chatMessageId,
  contactId,
  idempotencyKey,
  instant,
  list,
  literally,
  mediaId,
  mediaType,
  number,
  orNull,
  phoneNumber,
  record,
  text,
  yesNo,
} from './codecs.js';

const refusal = record<WhatsAppRefusal>('refusal', {
  code: number,
  title: text,
  details: orNull(text),
  fbtraceId: orNull(text),
});

export const failureRecord = record<SendFailure>('failure', {
  error: text,
  outcome: literally('outcome', ['not_sent', 'unknown']),
  retryable: yesNo,
  whatsapp: orNull(refusal),
});

export const messageRecord = record<Message>('message', {
  accountId,
  id: chatMessageId,
  contactId,
  phone: phoneNumber,
  mediaType,
  mediaId,
  mediaUrl: text,
  caption: orNull(text),
  filename: orNull(text),
  warnings: list(text),
  key: orNull(idempotencyKey),
  fingerprint: text,
  state: literally('message state', messageStates),
  createdAt: instant,
  leaseUntil: instant,
  outcome: orNull(literally('call outcome', callOutcomes)),
  wamid: orNull(text),
  sentAt: orNull(instant),
  deliveredAt: orNull(instant),
  readAt: orNull(instant),
  failedAt: orNull(instant),
  failure: orNull(failureRecord),
});
