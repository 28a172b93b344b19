import { createHmac } from 'node:crypto';
import { call, rawCall } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { type Provocation, type Stage } from './provocation.js';

const PATH = '/webhooks/whatsapp';
const APP_SECRET = 'the-app-secret';

const handshake = (url: string, token: string): Promise<Answer> => {
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': token,
    'hub.challenge': '1158201444',
  });
  return call(url, { method: 'GET', path: `${PATH}?${query.toString()}` });
};

/** An account with this verify token, its own app secret and its own phone number id. */
const subscribed = ({ world }: Stage, verifyToken: string, phoneNumberId: string) =>
  world.newAccount({ whatsapp: { verifyToken, appSecret: APP_SECRET, phoneNumberId } });

const signature = (body: string): string => `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`;

/** Signs a notification as Meta does and posts it. */
export const notify = (
  url: string,
  notification: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const body = JSON.stringify(notification);
  const signed = { 'content-type': 'application/json', 'x-hub-signature-256': signature(body) };
  return call(url, { method: 'POST', path: PATH, headers: { ...signed, ...headers }, body });
};

const notificationFor = (phoneNumberId: string) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1',
      changes: [{ field: 'messages', value: { metadata: { phone_number_id: phoneNumberId }, statuses: [] } }],
    },
  ],
});

const on = (method: string, status: number, example: string, provoke: Provocation['provoke']): Provocation => ({
  method,
  path: PATH,
  status,
  example,
  provoke,
});

export const webhookProvocations: readonly Provocation[] = [
  on('GET', 200, 'verified', async (stage) => {
    await subscribed(stage, 'a-long-random-word', '771');
    return handshake(stage.world.url, 'a-long-random-word');
  }),
  on('GET', 401, 'UNAUTHORIZED', ({ world }) => handshake(world.url, 'a-guess')),
  on('GET', 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: PATH })),
  on('GET', 500, 'INTERNAL_ERROR', ({ defective }) => handshake(defective, 'any')),
  on('GET', 503, 'SERVICE_UNAVAILABLE', ({ down }) => handshake(down, 'any')),
  on('POST', 200, '', async (stage) => {
    await subscribed(stage, 'one', '772');
    return notify(stage.world.url, notificationFor('772'));
  }),
  on('POST', 401, 'UNAUTHORIZED', async (stage) => {
    await subscribed(stage, 'two', '773');
    const wrong = { 'x-hub-signature-256': signature('something else') };
    return notify(stage.world.url, notificationFor('773'), wrong);
  }),
  on('POST', 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: PATH })),
  on('POST', 415, 'VALIDATION_ERROR', ({ world }) =>
    notify(world.url, notificationFor('774'), { 'content-encoding': 'gzip' }),
  ),
  on('POST', 422, 'VALIDATION_ERROR.body', ({ world }) =>
    // The length is enough to be refused, so no byte of the body need come.
    rawCall(
      world.url,
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: ${signature('')}\r\n` +
        `Content-Length: ${4 * 1_048_576}\r\nConnection: close\r\n\r\n`,
    ),
  ),
  on('POST', 500, 'INTERNAL_ERROR', ({ defective }) => notify(defective, notificationFor('775'))),
  on('POST', 503, 'SERVICE_UNAVAILABLE', ({ down }) => notify(down, notificationFor('776'))),
];
