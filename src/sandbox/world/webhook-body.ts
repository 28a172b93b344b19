import { createHmac } from 'node:crypto';
import type { StatusError } from '../meta/graph-error.js';
import type { Message, Status } from './message-log.js';
import { displayNumber } from '../meta/recipient.js';

/** One change of Meta's field `messages`, as it stands in a webhook. */
export type Change = { field: 'messages'; value: object };

const change = (phoneNumberId: string, value: object): Change => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayNumber(phoneNumberId), phone_number_id: phoneNumberId },
    ...value,
  },
});

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

/** Sent and delivered carry the price, as Meta's per-message pricing does for a free answer within the window. */
const pricing = { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' };

/** A message's new status. */
export const statusChange = (
  message: Message,
  { status, at, error }: { status: Status; at: Date; error?: StatusError | undefined },
): Change =>
  change(message.phoneNumberId, {
    statuses: [
      {
        id: message.wamid,
        status,
        timestamp: seconds(at),
        recipient_id: message.recipient,
        ...(message.opaque === undefined ? {} : { biz_opaque_callback_data: message.opaque }),
        ...(status === 'sent' || status === 'delivered' ? { pricing } : {}),
        ...(error === undefined ? {} : { errors: [error] }),
      },
    ],
  });

/** A text that a person wrote to the business. */
export const inboundChange = (inbound: {
  phoneNumberId: string;
  from: string;
  name: string;
  text: string;
  wamid: string;
  at: Date;
}): Change =>
  change(inbound.phoneNumberId, {
    contacts: [{ profile: { name: inbound.name }, wa_id: inbound.from }],
    messages: [
      {
        from: inbound.from,
        id: inbound.wamid,
        timestamp: seconds(inbound.at),
        text: { body: inbound.text },
        type: 'text',
      },
    ],
  });

const hex = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

/**
 * JSON as Meta writes its webhooks: `/` as `\/`, and everything beyond ASCII (with `<`, `%` and `@`, which Meta
 * names too) as `\u` and four hex digits. A receiver who signs re-serialised JSON gets another signature.
 */
export const escapedJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/\//g, '\\/')
    .replace(/[<%@\u007f-\uffff]/g, (sign) => hex(sign.charCodeAt(0)));

/** The bytes of a webhook and the headers that go with them. */
export const signedWebhook = (wabaId: string, changes: readonly Change[], appSecret: string): SignedWebhook => {
  const body = escapedJson({ object: 'whatsapp_business_account', entry: [{ id: wabaId, changes }] });
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': `sha256=${signature}`,
    },
  };
};

export type SignedWebhook = { body: string; headers: Record<string, string> };
