import { createHmac } from 'node:crypto';
import { displayNumber } from '../../meta/recipient.js';
import type { WebhookField } from '../../meta/webhook-fields.js';

/** One change of a field of Meta's, as it stands in a webhook. */
export type Change = { field: WebhookField; value: object };

/** A change of a field, with what every value of it begins with. */
export const change = (phoneNumberId: string, field: WebhookField, value: object): Change => ({
  field,
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayNumber(phoneNumberId), phone_number_id: phoneNumberId },
    ...value,
  },
});

/** Seconds since 1970, as Meta writes its timestamps. */
export const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

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
