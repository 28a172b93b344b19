import { createHmac } from 'node:crypto';
import { call } from './http-client.js';

/** Posts a body to the webhook as Meta does, signed with this secret. Returns the status of the answer. */
export const postSigned = async (url: string, body: string, secret: string): Promise<number> => {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
  return (await call(url, { method: 'POST', path: '/webhooks/whatsapp', headers, body })).status;
};
