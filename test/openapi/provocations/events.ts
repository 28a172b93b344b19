import { type AccountChanges } from '../../../src/domain/model/account/account.js';
import { type Scope } from '../../../src/domain/model/account/token.js';
import { orThrow } from '../../../src/kit/or-throw.js';
import { newContact } from '../../contracts/support.js';
import { openEvents } from '../../support/event-stream.js';
import { call } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { type Provocation, type Stage } from './provocation.js';

const PATH = '/events';

const list = (url: string, token: string, query = ''): Promise<Answer> =>
  call(url, {
    method: 'GET',
    path: PATH + query,
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
  });

const SCOPES: readonly Scope[] = ['messages:read', 'contacts:read'];

/** An account of its own, with a token that may listen. */
const listener = async ({ world }: Stage, changes: AccountChanges = {}, scopes: readonly Scope[] = SCOPES) => {
  const { id } = await world.newAccount(changes);
  return { account: id, token: await world.newToken(id, scopes) };
};

const on = (status: number, example: string, provoke: Provocation['provoke']): Provocation => ({
  method: 'GET',
  path: PATH,
  status,
  example,
  provoke,
});

export const eventsProvocations: readonly Provocation[] = [
  on(200, 'stream', async (stage) => {
    const { account, token } = await listener(stage, { limits: { apiCallsPerMinute: 60 } });
    const { world } = stage;
    const stream = await openEvents({ url: world.url, token });
    await orThrow(world.stores.contacts.findOrCreate(account, newContact(1), -1, world.stores.clock.now()));
    await stream.untilHeard(1);
    stream.cut();
    const { status, headers } = stream.response;
    return { status, headers: Object.fromEntries(headers), body: new Uint8Array() };
  }),
  on(200, 'page', async (stage) => {
    const { account, token } = await listener(stage);
    const { contacts, clock } = stage.world.stores;
    for (const index of [1, 2]) await orThrow(contacts.findOrCreate(account, newContact(index), -1, clock.now()));
    return list(stage.world.url, token, '?limit=1&types=contact.created');
  }),
  on(200, 'end', async (stage) => {
    const { token } = await listener(stage, { limits: { apiCallsPerMinute: 60 } });
    return list(stage.world.url, token);
  }),
  on(401, 'UNAUTHORIZED', ({ world }) => list(world.url, 'pc_guessed')),
  on(403, 'INSUFFICIENT_SCOPE', async (stage) => {
    const { token } = await listener(stage, {}, ['messages:send']);
    return list(stage.world.url, token);
  }),
  on(405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path: PATH })),
  on(422, 'VALIDATION_ERROR.query', async (stage) =>
    list(stage.world.url, (await listener(stage)).token, '?after=x&limit=101'),
  ),
  on(422, 'VALIDATION_ERROR.lastEventId', async (stage) => {
    const { token } = await listener(stage);
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': '17' };
    return call(stage.world.url, { method: 'GET', path: PATH, headers });
  }),
  on(429, 'RATE_LIMIT_EXCEEDED', async (stage) => {
    const { token } = await listener(stage, { limits: { apiCallsPerMinute: 1 } });
    await list(stage.world.url, token);
    return list(stage.world.url, token);
  }),
  on(500, 'INTERNAL_ERROR', ({ defective, token }) => list(defective, token)),
  on(503, 'SERVICE_UNAVAILABLE', ({ down, token }) => list(down, token)),
];
