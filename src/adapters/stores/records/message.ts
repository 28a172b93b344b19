import * as t from 'io-ts';
import { callOutcomes, type Message, type SendFailure, type WhatsAppRefusal } from '../../../domain/model/message.js';
import { messageStates } from '../../../domain/model/message-state.js';
import {
  accountId,
  chatMessageId,
  contactId,
  idempotencyKey,
  instant,
  literals,
  mediaId,
  mediaType,
  nullable,
  phoneNumber,
  strict,
} from './codecs.js';

const refusal = strict<WhatsAppRefusal>('refusal', {
  code: t.number,
  title: t.string,
  details: nullable(t.string),
  fbtraceId: nullable(t.string),
});

export const failureRecord = strict<SendFailure>('failure', {
  error: t.string,
  outcome: literals('outcome', ['not_sent', 'unknown']),
  retryable: t.boolean,
  whatsapp: nullable(refusal),
});

export const messageRecord = strict<Message>('message', {
  accountId,
  id: chatMessageId,
  contactId,
  phone: phoneNumber,
  mediaType,
  mediaId,
  mediaUrl: t.string,
  caption: nullable(t.string),
  filename: nullable(t.string),
  warnings: t.readonlyArray(t.string),
  key: nullable(idempotencyKey),
  fingerprint: t.string,
  state: literals('message state', messageStates),
  createdAt: instant,
  leaseUntil: instant,
  outcome: nullable(literals('call outcome', callOutcomes)),
  wamid: nullable(t.string),
  sentAt: nullable(instant),
  deliveredAt: nullable(instant),
  readAt: nullable(instant),
  failedAt: nullable(instant),
  failure: nullable(failureRecord),
});
