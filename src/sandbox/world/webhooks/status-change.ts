import type { StatusError } from '../../meta/graph-error.js';
import type { Addressee, Message, Status } from '../message-log.js';
import { contactOf, shown } from '../people/shown-person.js';
import { type Change, change, seconds } from './webhook-body.js';

/** Sent and delivered carry the price, as Meta's per-message pricing does for a free answer within the window. */
const pricing = { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };

/**
 * The recipient in a status: the number if it may be shown, and the user id. A failed status has the user id only if
 * the message was sent to it.
 */
const recipientOf = (addressee: Addressee, status: Status): object =>
  addressee._tag === 'Former'
    ? { recipient_user_id: addressee.userId }
    : {
        ...shown('recipient_id', addressee.person, addressee.phone),
        ...(status === 'failed' && !addressee.byUserId ? {} : { recipient_user_id: addressee.userId }),
      };

/** A message's new status. A failed one has no contacts, and the user name comes with `delivered` and later ones. */
export const statusChange = (
  message: Message,
  { status, at, error }: { status: Status; at: Date; error?: StatusError | undefined },
): Change => {
  const { addressee } = message;
  return change(message.phoneNumberId, 'messages', {
    ...(addressee?._tag === 'Known' && status !== 'failed'
      ? { contacts: [contactOf(addressee.person, addressee, status !== 'sent')] }
      : {}),
    statuses: [
      {
        id: message.wamid,
        status,
        timestamp: seconds(at),
        ...(addressee === undefined ? {} : recipientOf(addressee, status)),
        ...(message.opaque === undefined ? {} : { biz_opaque_callback_data: message.opaque }),
        ...(status === 'sent' || status === 'delivered' ? { pricing } : {}),
        ...(error === undefined ? {} : { errors: [error] }),
      },
    ],
  });
};
