import { canSend } from '../../domain/model/account/health.js';
import { contactOfEvent, type OutboundEvent } from '../../domain/model/event/event.js';
import { type Log } from '../../kit/logging/log.js';

/** Logs an event by the ids of its account, message and contact: no phone number, no caption, no text of Meta's. */
export const logEvent =
  (log: Log) =>
  (event: OutboundEvent): void => {
    const fields = { event: event.type, account_id: event.accountId };
    if (event.type === 'account.attention') {
      const reasons = event.health.problems.map(({ reason }) => reason);
      log.warn({ ...fields, reasons, can_send: canSend(event.health) }, "an account's health has changed");
      return;
    }
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
