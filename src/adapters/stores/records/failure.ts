import * as t from 'io-ts';
import { type SendFailure, type WhatsAppRefusal } from '../../../domain/model/message/send-outcome.js';
import { literals, nullable, strict } from './codecs.js';

const refusal = strict<WhatsAppRefusal>('refusal', {
  code: t.number,
  title: t.string,
  details: nullable(t.string),
  fbtraceId: nullable(t.string),
});

/** Why a message is not known to be sent, in the record of a message or of a report. */
export const failureRecord = strict<SendFailure>('failure', {
  error: t.string,
  outcome: literals('outcome', ['not_sent', 'unknown']),
  retryable: t.boolean,
  whatsapp: nullable(refusal),
});
