import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { type AcceptedSend } from './fake-graph.js';
import { type ServerProcess } from './server-process.js';
import { APP_SECRET, PHONE_NUMBER_ID, type Stand } from './stand.js';

const BATCH = 500;

/** WhatsApp tells a server by its webhook of all that it has accepted. Answers what went wrong. */
export const tellStatuses = async ({ graph }: Stand, { restUrl }: ServerProcess): Promise<readonly string[]> => {
  const faults: string[] = [];
  const accepted = graph.accepted();
  for (let first = 0; first < accepted.length; first += BATCH) {
    const raw = JSON.stringify(notification(accepted.slice(first, first + BATCH)));
    const signature = createHmac('sha256', APP_SECRET).update(raw).digest('hex');
    const { statusCode, body } = await request(`${restUrl}/webhooks/whatsapp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body: raw,
    });
    await body.dump();
    if (statusCode !== 200) faults.push(`a status webhook got ${statusCode}`);
  }
  return faults;
};

const notification = (sends: readonly AcceptedSend[]): object => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '2002',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550001111', phone_number_id: PHONE_NUMBER_ID },
            statuses: sends.map(({ wamid, callbackData }) => ({
              id: wamid,
              status: 'sent',
              timestamp: String(Math.floor(Date.now() / 1_000)),
              recipient_id: '14155550123',
              biz_opaque_callback_data: callbackData,
            })),
          },
        },
      ],
    },
  ],
});
