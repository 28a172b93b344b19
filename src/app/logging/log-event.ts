import { contactOfEvent, type OutboundEvent } from '../../domain/model/event/event.js';
import { type Log } from '../../kit/logging/log.js';

/** Logs an event by the ids of its message and contact: no phone number, no caption, no text of Meta's. */
export const logEvent =
  (log: Log) =>
  (event: OutboundEvent): void => {
    const fields = { event: event.type, account_id: event.accountId };
    if (!('message' in event)) {
      log.info({ ...fields, contact_id: contactOfEvent(event) }, 'contact changed');
      return;
    }
    const { id, failure } = event.message;
    const ofMessage = { ...fields, chat_message_id: id };
    if (event.type === 'message.failed')
      log.info({ ...ofMessage, code: failure?.whatsapp?.code ?? null }, 'message failed');
    else log.debug(ofMessage, 'message changed');
  };
