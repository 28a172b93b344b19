import { type Recipient } from '../../../domain/model/contact/recipient.js';
import { type SendOrder } from '../../../domain/ports/whatsapp.js';

/** Where WhatsApp finds the file: at a URL, or among its uploaded files. */
export type MediaSource = { readonly link: string } | { readonly id: string };

/**
 * The body of `POST /{phone-number-id}/messages` for a media message.
 *
 * `recipient_type` is required by Meta's schema. WhatsApp refuses a `caption` with audio, and a `filename` with
 * anything but a document.
 */
export const messageBody = (order: SendOrder, source: MediaSource): object => {
  const { mediaType: type, caption, filename } = order;
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...addressOf(order.to),
    type,
    [type]: {
      ...source,
      ...(caption === null || type === 'audio' ? {} : { caption }),
      ...(filename === null || type !== 'document' ? {} : { filename }),
    },
    biz_opaque_callback_data: order.callbackData,
  };
};

/**
 * A message goes to the number, where it is known: then WhatsApp goes on showing the number. `to` needs its plus:
 * without it WhatsApp may add the country code of the sender. A user id stands in `recipient` alone: in `to` WhatsApp
 * accepts it and does not deliver the message.
 */
const addressOf = ({ phone, userId }: Recipient): object =>
  phone === null ? { recipient: userId } : { to: `+${phone}` };
