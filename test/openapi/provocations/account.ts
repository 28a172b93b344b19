import { orThrow } from '../../../src/kit/or-throw.js';
import { type Scope } from '../../../src/domain/model/account/token.js';
import { call } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { type Provocation, type Stage } from './provocation.js';

const ACCOUNT = '/account';
const ACTIVITY = '/account/activity';

const get = (url: string, path: string, token: string): Promise<Answer> =>
  call(url, { method: 'GET', path, headers: { authorization: `Bearer ${token}` } });

/** An account of its own, with a token that may read. */
const reader = async ({ world }: Stage, scopes: readonly Scope[] = ['messages:read']) => {
  const { id } = await world.newAccount();
  return { account: id, token: await world.newToken(id, scopes) };
};

const on = (path: string, status: number, example: string, provoke: Provocation['provoke']): Provocation => ({
  method: 'GET',
  path,
  status,
  example,
  provoke,
});

/** What both operations answer alike. */
const alike = (path: string): readonly Provocation[] => [
  on(path, 401, 'UNAUTHORIZED', ({ world }) => get(world.url, path, 'pc_guessed')),
  on(path, 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path })),
  on(path, 429, 'RATE_LIMIT_EXCEEDED', async ({ world }) => {
    const { id } = await world.newAccount({ limits: { apiCallsPerMinute: 1 } });
    const token = await world.newToken(id, ['messages:read']);
    await get(world.url, path, token);
    return get(world.url, path, token);
  }),
  on(path, 500, 'INTERNAL_ERROR', ({ defective, token }) => get(defective, path, token)),
  on(path, 503, 'SERVICE_UNAVAILABLE', ({ down, token }) => get(down, path, token)),
];

export const accountProvocations: readonly Provocation[] = [
  ...alike(ACCOUNT),
  on(ACCOUNT, 200, 'healthy', async (stage) => get(stage.world.url, ACCOUNT, (await reader(stage)).token)),
  on(ACCOUNT, 200, 'refused', async (stage) => {
    const { account, token } = await reader(stage, ['contacts:read']);
    const { accounts, clock } = stage.world.stores;
    const seen = { _tag: 'Refused', credentials: null, code: 190, subcode: null } as const;
    await orThrow(accounts.recordHealth(account, [seen], clock.now()));
    return get(stage.world.url, ACCOUNT, token);
  }),
  on(ACCOUNT, 422, 'VALIDATION_ERROR.query', async (stage) =>
    get(stage.world.url, `${ACCOUNT}?limit=1`, (await reader(stage)).token),
  ),

  ...alike(ACTIVITY),
  on(ACTIVITY, 200, 'days', async (stage) => get(stage.world.url, `${ACTIVITY}?days=2`, (await reader(stage)).token)),
  on(ACTIVITY, 403, 'INSUFFICIENT_SCOPE', async (stage) =>
    get(stage.world.url, ACTIVITY, (await reader(stage, ['messages:send'])).token),
  ),
  on(ACTIVITY, 422, 'VALIDATION_ERROR.query', async (stage) =>
    get(stage.world.url, `${ACTIVITY}?days=31`, (await reader(stage)).token),
  ),
];
