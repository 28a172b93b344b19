import { failureOf } from '../../domain/model/message/message.js';
import { type OutboundEvent } from '../../domain/model/message/outbound-event.js';
import { type Log } from '../../kit/logging/log.js';

/**
 * Logs changes that WhatsApp reported, by the ids of messages and contacts: no phone number, no caption, no text of
 * Meta's.
 */
export const logEvent =
  (log: Log) =>
  (event: OutboundEvent): void => {
    if ('contact' in event) {
      const { accountId, id } = event.contact;
      log.info({ event: event.type, account_id: accountId, contact_id: id }, 'contact changed');
      return;
    }
    const { accountId, id } = event.message;
    const fields = { event: event.type, account_id: accountId, chat_message_id: id };
    if (event.type === 'message.failed')
      log.info({ ...fields, code: failureOf(event.message)?.whatsapp?.code ?? null }, 'message failed');
    else log.debug(fields, 'message changed');
  };
