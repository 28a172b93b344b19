import { type AccountChanges } from '../../../src/domain/model/account/account.js';
import { call, json } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { type Provocation, type Stage } from './provocation.js';

const LIST = '/contacts';
const ONE = '/contacts/{contact_id}';
const OUT = '/contacts/{contact_id}/opt-out';
const IN = '/contacts/{contact_id}/opt-in';

const PHONE = '+14155550123';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: string | object;
  readonly type?: string;
}

const ask = (url: string, token: string, { method, path, body, type = 'application/json' }: Asked): Promise<Answer> =>
  call(url, {
    method,
    path,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }),
  });

/** An account of its own, with a token that may do everything with contacts, and with one contact. */
const owner = async ({ world }: Stage, changes: AccountChanges = {}) => {
  const { id } = await world.newAccount(changes);
  const token = await world.newToken(id, ['contacts:read', 'contacts:write']);
  const asked = (one: Asked): Promise<Answer> => ask(world.url, token, one);
  const made = await asked({ method: 'POST', path: LIST, body: { phone: PHONE, firstname: 'Ada' } });
  return { asked, path: `${LIST}/${(json(made)['data'] as { contact_id?: number } | undefined)?.contact_id ?? 0}` };
};

/** Asks as the owner of an account with one contact. `{contact_id}` in the path is that contact's. */
const asOwner =
  (asked: Asked, changes: AccountChanges = {}): Provocation['provoke'] =>
  async (stage) => {
    const { asked: ask_, path } = await owner(stage, changes);
    return ask_({ ...asked, path: asked.path.replace(ONE, path) });
  };

const on = (
  [method, path]: readonly [method: string, path: string],
  status: number,
  example: string,
  provoke: Provocation['provoke'],
): Provocation => ({ method, path, status, example, provoke });

/** What all these operations answer alike. */
const alike = (method: string, template: string): readonly Provocation[] => {
  const operation = [method, template] as const;
  const path = template.replace('{contact_id}', '1');
  const asked: Asked = { method, path };
  return [
    on(operation, 401, 'UNAUTHORIZED', ({ world }) => ask(world.url, 'pc_guessed', asked)),
    on(operation, 403, 'INSUFFICIENT_SCOPE', async ({ world }) => {
      const { id } = await world.newAccount();
      return ask(world.url, await world.newToken(id, ['messages:send', 'messages:read']), asked);
    }),
    on(operation, 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path })),
    on(operation, 429, 'RATE_LIMIT_EXCEEDED', asOwner(asked, { limits: { apiCallsPerMinute: 1 } })),
    on(operation, 500, 'INTERNAL_ERROR', ({ defective, token }) => ask(defective, token, asked)),
    on(operation, 503, 'SERVICE_UNAVAILABLE', ({ down, token }) => ask(down, token, asked)),
    ...(template === ONE || template === OUT || template === IN
      ? [on(operation, 404, 'NOT_FOUND', asOwner({ method, path: template.replace('{contact_id}', '9') }))]
      : []),
    ...(method === 'GET'
      ? []
      : [
          on(
            operation,
            415,
            'VALIDATION_ERROR',
            asOwner({ method, path: template, body: '<a/>', type: 'application/xml' }),
          ),
        ]),
  ];
};

export const contactsProvocations: readonly Provocation[] = [
  ...alike('GET', LIST),
  on(['GET', LIST], 200, 'page', async (stage) => {
    const { asked } = await owner(stage);
    for (const phone of ['14155550124', '14155550125']) await asked({ method: 'POST', path: LIST, body: { phone } });
    return asked({ method: 'GET', path: `${LIST}?limit=2&opted_out=false` });
  }),
  on(['GET', LIST], 200, 'end', asOwner({ method: 'GET', path: `${LIST}?group=99` })),
  on(
    ['GET', LIST],
    422,
    'VALIDATION_ERROR.query',
    asOwner({ method: 'GET', path: `${LIST}?opted_out=maybe&limit=101&cursor=x` }),
  ),

  ...alike('POST', LIST),
  on(
    ['POST', LIST],
    201,
    'made',
    asOwner({ method: 'POST', path: LIST, body: { user_id: 'US.13491208655302741918' } }),
  ),
  on(['POST', LIST], 200, 'known', asOwner({ method: 'POST', path: LIST, body: { phone: PHONE, firstname: 'Other' } })),
  on(
    ['POST', LIST],
    403,
    'FEATURE_LIMIT_EXCEEDED.contacts',
    asOwner({ method: 'POST', path: LIST, body: { phone: '14155550199' } }, { limits: { contacts: 1 } }),
  ),
  on(['POST', LIST], 422, 'VALIDATION_ERROR.fields', asOwner({ method: 'POST', path: LIST, body: { email: 'x' } })),
  on(
    ['POST', LIST],
    422,
    'VALIDATION_ERROR.groups',
    asOwner({ method: 'POST', path: LIST, body: { phone: '14155550199', groups: [99] } }),
  ),
  on(
    ['POST', LIST],
    422,
    'VALIDATION_ERROR.missing_config',
    asOwner({ method: 'POST', path: LIST, body: { phone: PHONE } }, { defaults: { status: null, source: null } }),
  ),

  ...alike('GET', ONE),
  on(['GET', ONE], 200, 'contact', asOwner({ method: 'GET', path: ONE })),
  on(['GET', ONE], 422, 'VALIDATION_ERROR.query', asOwner({ method: 'GET', path: `${ONE}?limit=1` })),

  ...alike('PATCH', ONE),
  on(['PATCH', ONE], 200, 'contact', asOwner({ method: 'PATCH', path: ONE, body: { lastname: 'Lovelace' } })),
  on(['PATCH', ONE], 422, 'VALIDATION_ERROR.fields', asOwner({ method: 'PATCH', path: ONE, body: { phone: PHONE } })),

  ...alike('DELETE', ONE),
  on(['DELETE', ONE], 200, 'erased', asOwner({ method: 'DELETE', path: ONE })),
  on(['DELETE', ONE], 422, 'VALIDATION_ERROR.body', asOwner({ method: 'DELETE', path: ONE, body: [] })),

  ...alike('POST', OUT),
  on(['POST', OUT], 200, 'opted_out', asOwner({ method: 'POST', path: OUT })),
  on(['POST', OUT], 422, 'VALIDATION_ERROR.body', asOwner({ method: 'POST', path: OUT, body: [] })),

  ...alike('POST', IN),
  on(['POST', IN], 200, 'contact', asOwner({ method: 'POST', path: IN, body: {} })),
  on(['POST', IN], 422, 'VALIDATION_ERROR.body', asOwner({ method: 'POST', path: IN, body: [] })),
];
