import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { APP_SECRET, PHONE_NUMBER_ID } from './stand.js';

/** What a notification of WhatsApp says, under the phone number that it is about. */
export interface News {
  readonly statuses?: readonly object[];
  readonly messages?: readonly object[];
  readonly phoneNumberId?: string;
  readonly businessAccountId?: string;
}

/** Sends a signed notification, as WhatsApp does. Returns the status of the answer. */
export const notify = async (restUrl: string, news: News): Promise<number> => {
  const { statuses, messages, phoneNumberId = PHONE_NUMBER_ID, businessAccountId = '2002' } = news;
  const metadata = { display_phone_number: '15550001111', phone_number_id: phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, statuses, messages };
  const raw = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: businessAccountId, changes: [{ field: 'messages', value }] }],
  });
  const signature = createHmac('sha256', APP_SECRET).update(raw).digest('hex');
  const { statusCode, body } = await request(`${restUrl}/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body: raw,
  });
  await body.dump();
  return statusCode;
};

const seconds = (): string => String(Math.floor(Date.now() / 1_000));

/** A status with a mark. */
export const statusOf = (wamid: string, mark: string, recipient: string, status: string, code?: number): object => ({
  id: wamid,
  status,
  timestamp: seconds(),
  [recipient.includes('.') ? 'recipient_user_id' : 'recipient_id']: recipient,
  biz_opaque_callback_data: mark,
  ...(code === undefined ? {} : { errors: [{ code, title: 'Something went wrong' }] }),
});

/** A text that a person wrote. */
export const textFrom = (phone: string, body: string): object => ({
  id: `wamid.in.${phone}.${body}`,
  from: phone,
  timestamp: seconds(),
  type: 'text',
  text: { body },
});
