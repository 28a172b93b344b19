import * as O from 'fp-ts/lib/Option.js';
import { type AccountChanges } from '../../../src/domain/model/account/account.js';
import { type ChatMessageId } from '../../../src/domain/model/message/opened-message.js';
import { nothingShown } from '../../../src/domain/model/contact/shown-person.js';
import { wamidOf } from '../../../src/domain/model/message/message.js';
import { type FailureReport, type StepReport } from '../../../src/domain/model/message/status-report.js';
import { DAY } from '../../../src/domain/model/time.js';
import { orThrow } from '../../../src/kit/or-throw.js';
import { draft } from '../../contracts/support.js';
import { call, json } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { type PostcardWorld } from '../../support/postcard-world.js';
import { multipartBody } from '../../support/request-bodies.js';
import { sample } from '../../support/samples.js';
import { type Provocation, type Stage } from './provocation.js';

const LIST = '/messages';
const ONE = '/messages/{chat_message_id}';
const SETTLE = '/messages/{chat_message_id}/settle';

const get = (url: string, path: string, token: string): Promise<Answer> =>
  call(url, { method: 'GET', path, headers: { authorization: `Bearer ${token}` } });

/** An account of its own, with a token that may send and read. */
const reader = async ({ world }: Stage, changes: AccountChanges = {}) => {
  const { id } = await world.newAccount(changes);
  return { account: id, token: await world.newToken(id, ['messages:send', 'messages:read']) };
};

/** Sends a picture; answers the message's id. */
const send = async ({ url }: PostcardWorld, token: string): Promise<number> => {
  const fields = { phone: '14155550123', media_type: 'image' };
  const { headers, body } = await multipartBody(fields, { name: 'a.jpg', bytes: new Uint8Array(sample('jpg')) });
  const sent = await call(url, {
    method: 'POST',
    path: '/messages/media',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
  });
  return (json(sent)['data'] as { chat_message_id: number }).chat_message_id;
};

type Told = Pick<StepReport, 'status'> | Pick<FailureReport, 'status' | 'failure'>;

/** Sends a picture and has WhatsApp tell what became of it. */
const sendAndHear = async (stage: Stage, told: Told): Promise<Answer> => {
  const { account, token } = await reader(stage);
  const { world } = stage;
  const id = await send(world, token);
  const now = world.stores.clock.now();
  const message = await orThrow(world.stores.messages.byId(account, id as ChatMessageId));
  const wamid = O.isSome(message) ? (wamidOf(message.value) ?? '') : '';
  await orThrow(
    world.stores.messages.recordStatus(account, { wamid, mark: null, shown: nothingShown, at: now, ...told }, now),
  );
  return get(world.url, `${LIST}/${id}`, token);
};

const failure: FailureReport['failure'] = {
  error: 'No.',
  outcome: 'not_sent',
  retryable: false,
  whatsapp: { code: 131053, title: 'Media upload error', details: null, fbtraceId: null },
};

const on = (path: string, status: number, example: string, provoke: Provocation['provoke']): Provocation => ({
  method: 'GET',
  path,
  status,
  example,
  provoke,
});

/** An account with a message whose outcome nobody knows, and a way to settle it. */
const lost = async (stage: Stage, more: Partial<Parameters<typeof postJson>[3]> = {}) => {
  const { account, token } = await reader(stage);
  const { world } = stage;
  const opened = await orThrow(world.stores.messages.open(draft({ accountId: account }), -1, world.stores.clock.now()));
  await orThrow(world.stores.messages.expire(world.stores.clock.now() + DAY, false));
  const settle = (body: object) => postJson(world.url, `${LIST}/${opened.id}/settle`, token, { body, ...more });
  return { settle };
};

/** A call with a JSON body. */
const postJson = (
  url: string,
  path: string,
  token: string,
  { body, type = 'application/json' }: { readonly body: object; readonly type?: string },
): Promise<Answer> =>
  call(url, {
    method: 'POST',
    path,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: Buffer.from(JSON.stringify(body)),
  });

const onSettle = (status: number, example: string, provoke: Provocation['provoke']): Provocation => ({
  method: 'POST',
  path: SETTLE,
  status,
  example,
  provoke,
});

const FAILED = { as: 'failed' };

const settling: readonly Provocation[] = [
  onSettle(200, 'settled', async (stage) => (await lost(stage)).settle(FAILED)),
  onSettle(401, 'UNAUTHORIZED', ({ world }) => postJson(world.url, `${LIST}/1/settle`, 'pc_guessed', { body: FAILED })),
  onSettle(403, 'INSUFFICIENT_SCOPE', async ({ world }) => {
    const { id } = await world.newAccount();
    const token = await world.newToken(id, ['messages:read']);
    return postJson(world.url, `${LIST}/1/settle`, token, { body: FAILED });
  }),
  onSettle(404, 'NOT_FOUND', async (stage) =>
    postJson(stage.world.url, `${LIST}/1/settle`, (await reader(stage)).token, { body: FAILED }),
  ),
  onSettle(405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: `${LIST}/1/settle` })),
  onSettle(409, 'CONFLICT.status', async (stage) => {
    const { settle } = await lost(stage);
    await settle({ as: 'delivered' });
    return settle(FAILED);
  }),
  onSettle(415, 'VALIDATION_ERROR', async (stage) => (await lost(stage, { type: 'text/plain' })).settle(FAILED)),
  onSettle(422, 'VALIDATION_ERROR.as', async (stage) => (await lost(stage)).settle({ as: 'sent' })),
  onSettle(429, 'RATE_LIMIT_EXCEEDED', async (stage) => {
    const { token } = await reader(stage, { limits: { apiCallsPerMinute: 1 } });
    await get(stage.world.url, LIST, token);
    return postJson(stage.world.url, `${LIST}/1/settle`, token, { body: FAILED });
  }),
  onSettle(500, 'INTERNAL_ERROR', ({ defective, token }) =>
    postJson(defective, `${LIST}/1/settle`, token, { body: FAILED }),
  ),
  onSettle(503, 'SERVICE_UNAVAILABLE', ({ down, token }) =>
    postJson(down, `${LIST}/1/settle`, token, { body: FAILED }),
  ),
];

/** What both operations answer alike. */
const alike = (template: string, path: string): readonly Provocation[] => [
  on(template, 401, 'UNAUTHORIZED', ({ world }) => get(world.url, path, 'pc_guessed')),
  on(template, 403, 'INSUFFICIENT_SCOPE', async ({ world }) => {
    const { id } = await world.newAccount();
    return get(world.url, path, await world.newToken(id, ['messages:send']));
  }),
  on(template, 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path })),
  on(template, 429, 'RATE_LIMIT_EXCEEDED', async (stage) => {
    const { token } = await reader(stage, { limits: { apiCallsPerMinute: 1 } });
    await get(stage.world.url, path, token);
    return get(stage.world.url, path, token);
  }),
  on(template, 500, 'INTERNAL_ERROR', ({ defective, token }) => get(defective, path, token)),
  on(template, 503, 'SERVICE_UNAVAILABLE', ({ down, token }) => get(down, path, token)),
];

export const messagesProvocations: readonly Provocation[] = [
  ...alike(LIST, LIST),
  on(LIST, 200, 'page', async (stage) => {
    const { token } = await reader(stage);
    for (let sent = 0; sent < 3; sent += 1) await send(stage.world, token);
    return get(stage.world.url, `${LIST}?limit=2&media_type=image&since=2026-01-01`, token);
  }),
  on(LIST, 200, 'end', async (stage) => {
    const { token } = await reader(stage, { limits: { apiCallsPerMinute: 60 } });
    return get(stage.world.url, LIST, token);
  }),
  on(LIST, 422, 'VALIDATION_ERROR.query', async (stage) => {
    const { token } = await reader(stage);
    return get(stage.world.url, `${LIST}?status=gone&limit=101&cursor=x`, token);
  }),

  ...alike(ONE, `${LIST}/1`),
  on(ONE, 200, 'delivered', (stage) => sendAndHear(stage, { status: 'delivered' })),
  on(ONE, 200, 'failed', (stage) => sendAndHear(stage, { status: 'failed', failure })),
  on(ONE, 404, 'NOT_FOUND', async (stage) => get(stage.world.url, `${LIST}/1`, (await reader(stage)).token)),
  on(ONE, 422, 'VALIDATION_ERROR.query', async (stage) => {
    const { token } = await reader(stage);
    return get(stage.world.url, `${LIST}/${await send(stage.world, token)}?limit=1`, token);
  }),

  ...settling,
];
