import { type AccountChanges } from '../../../src/domain/model/account/account.js';
import { call, json } from '../../support/http-client.js';
import { type Answer } from '../../support/openapi.js';
import { type Provocation, type Stage } from './provocation.js';

const LIST = '/webhook-endpoints';
const ONE = '/webhook-endpoints/{webhook_endpoint_id}';
const ROTATE = `${ONE}/rotate-secret`;
const TEST = `${ONE}/test`;
const REPLAY_MANY = `${ONE}/replay`;
const DELIVERIES = `${ONE}/deliveries`;
const DELIVERY = `${DELIVERIES}/{delivery_id}`;
const REPLAY = `${DELIVERY}/replay`;

const NO_ENDPOINT = `we_${'0'.repeat(22)}`;
const NO_DELIVERY = `dlv_${'0'.repeat(29)}`;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: string | object;
  readonly type?: string;
}

const ask = (url: string, token: string, { method, path, body, type = 'application/json' }: Asked): Promise<Answer> => {
  const authorization = `Bearer ${token}`;
  if (body === undefined) return call(url, { method, path, headers: { authorization } });
  const headers = { authorization, 'content-type': type };
  return call(url, { method, path, headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
};

const idIn = (answer: Answer): string => String((json(answer)['data'] as { id?: string } | undefined)?.id);

/** An account of its own, with an endpoint that answers so, and a token that may do everything with it. */
const owner = async ({ world, origin }: Stage, answers = '/holiday.jpg', changes: AccountChanges = {}) => {
  const { id } = await world.newAccount(changes);
  const token = await world.newToken(id, ['webhooks:read', 'webhooks:write']);
  const url = `${origin.url}${answers}`;
  const asked = (one: Asked): Promise<Answer> => ask(world.url, token, one);
  const endpoint = idIn(await asked({ method: 'POST', path: LIST, body: { url } }));
  const on = (template: string): string => template.replace('{webhook_endpoint_id}', endpoint);
  const tested = async (): Promise<string> => idIn(await asked({ method: 'POST', path: on(TEST) }));
  return { url, asked, on, tested };
};

const asOwner =
  (asked: Asked, answers?: string): Provocation['provoke'] =>
  async (stage) => {
    const of = await owner(stage, answers);
    return of.asked({ ...asked, path: of.on(asked.path) });
  };

/** Asks about the delivery of a test. */
const asTester =
  (asked: Asked): Provocation['provoke'] =>
  async (stage) => {
    const of = await owner(stage);
    const path = of.on(asked.path).replace('{delivery_id}', await of.tested());
    return of.asked({ ...asked, path });
  };

/** Asks of an endpoint that was disabled. */
const whileDisabled =
  (asked: Asked): Provocation['provoke'] =>
  async (stage) => {
    const of = await owner(stage);
    const path = of.on(asked.path).replace('{delivery_id}', await of.tested());
    await of.asked({ method: 'PATCH', path: of.on(ONE), body: { enabled: false } });
    return of.asked({ ...asked, path });
  };

const on = (
  [method, path]: readonly [method: string, path: string],
  status: number,
  example: string,
  provoke: Provocation['provoke'],
): Provocation => ({ method, path, status, example, provoke });

const bodyOf = (method: string, template: string): object | undefined => {
  if (method === 'POST' && template === LIST) return { url: 'http://x' };
  return template === REPLAY_MANY ? { since: '2026-11-23' } : undefined;
};

/** What all these operations answer alike. */
const alike = (method: string, template: string): readonly Provocation[] => {
  const operation = [method, template] as const;
  const path = template.replace('{webhook_endpoint_id}', NO_ENDPOINT).replace('{delivery_id}', NO_DELIVERY);
  const body = bodyOf(method, template);
  const asked: Asked = { method, path, ...(body === undefined ? {} : { body }) };
  return [
    on(operation, 401, 'UNAUTHORIZED', ({ world }) => ask(world.url, 'pc_guessed', asked)),
    on(operation, 403, 'INSUFFICIENT_SCOPE', async ({ world }) => {
      const { id } = await world.newAccount();
      return ask(world.url, await world.newToken(id, ['messages:send', 'contacts:write']), asked);
    }),
    on(operation, 405, 'VALIDATION_ERROR', ({ world }) => call(world.url, { method: 'PUT', path })),
    on(operation, 429, 'RATE_LIMIT_EXCEEDED', async (stage) =>
      (await owner(stage, '/holiday.jpg', { limits: { apiCallsPerMinute: 1 } })).asked(asked),
    ),
    on(operation, 500, 'INTERNAL_ERROR', ({ defective, token }) => ask(defective, token, asked)),
    on(operation, 503, 'SERVICE_UNAVAILABLE', ({ down, token }) => ask(down, token, asked)),
    ...(template === LIST ? [] : [on(operation, 404, 'NOT_FOUND', notFound(asked, template))]),
    ...(method === 'GET'
      ? [
          ...(template === DELIVERIES
            ? []
            : [on(operation, 422, 'VALIDATION_ERROR.query', asTester({ method, path: `${template}?limit=1` }))]),
        ]
      : [on(operation, 415, 'VALIDATION_ERROR', asTester({ method, path: template, body: '<a/>', type: 'text/xml' }))]),
  ];
};

/** Of a delivery, one that its endpoint does not have. */
const notFound = (asked: Asked, template: string): Provocation['provoke'] =>
  template === DELIVERY || template === REPLAY
    ? asOwner({ ...asked, path: template.replace('{delivery_id}', NO_DELIVERY) })
    : asOwner(asked);

export const webhookEndpointProvocations: readonly Provocation[] = [
  ...alike('GET', LIST),
  on(['GET', LIST], 200, 'endpoints', asOwner({ method: 'GET', path: LIST })),

  ...alike('POST', LIST),
  on(['POST', LIST], 201, 'made', async (stage) => {
    const { asked, url } = await owner(stage);
    return asked({ method: 'POST', path: LIST, body: { url, description: 'CRM', events: ['message.failed'] } });
  }),
  on(['POST', LIST], 403, 'FEATURE_LIMIT_EXCEEDED.webhook_endpoints', async (stage) => {
    const { asked, url } = await owner(stage);
    const create = (): Promise<Answer> => asked({ method: 'POST', path: LIST, body: { url } });
    for (let count = 1; count < 20; count += 1) await create();
    return create();
  }),
  on(
    ['POST', LIST],
    422,
    'VALIDATION_ERROR.fields',
    asOwner({ method: 'POST', path: LIST, body: { url: 'http://10.0.0.1/', events: ['message.gone'], enabled: 1 } }),
  ),

  ...alike('GET', ONE),
  on(['GET', ONE], 200, 'endpoint', asOwner({ method: 'GET', path: ONE })),

  ...alike('PATCH', ONE),
  on(['PATCH', ONE], 200, 'endpoint', asOwner({ method: 'PATCH', path: ONE, body: { enabled: false, events: null } })),
  on(
    ['PATCH', ONE],
    422,
    'VALIDATION_ERROR.fields',
    asOwner({ method: 'PATCH', path: ONE, body: { url: 'http://localhost/', events: ['x'], enabled: null } }),
  ),

  ...alike('DELETE', ONE),
  on(['DELETE', ONE], 200, 'deleted', asOwner({ method: 'DELETE', path: ONE })),
  on(['DELETE', ONE], 422, 'VALIDATION_ERROR.body', asOwner({ method: 'DELETE', path: ONE, body: '[]' })),

  ...alike('POST', ROTATE),
  on(['POST', ROTATE], 200, 'rotated', asOwner({ method: 'POST', path: ROTATE })),
  on(['POST', ROTATE], 422, 'VALIDATION_ERROR.body', asOwner({ method: 'POST', path: ROTATE, body: '[]' })),

  ...alike('POST', TEST),
  on(['POST', TEST], 200, 'delivered', asOwner({ method: 'POST', path: TEST })),
  on(
    ['POST', TEST],
    200,
    'failed',
    asOwner({ method: 'POST', path: TEST, body: { event: 'contact.erased' } }, '/circle.jpg'),
  ),
  on(['POST', TEST], 422, 'VALIDATION_ERROR.fields', asOwner({ method: 'POST', path: TEST, body: { event: 'x' } })),

  ...alike('POST', REPLAY_MANY),
  on(['POST', REPLAY_MANY], 202, 'due', asOwner({ method: 'POST', path: REPLAY_MANY, body: { since: '2026-11-23' } })),
  on(
    ['POST', REPLAY_MANY],
    409,
    'CONFLICT.enabled',
    whileDisabled({ method: 'POST', path: REPLAY_MANY, body: { since: '2026-11-23' } }),
  ),
  on(
    ['POST', REPLAY_MANY],
    422,
    'VALIDATION_ERROR.fields',
    asOwner({ method: 'POST', path: REPLAY_MANY, body: { status: 'gone' } }),
  ),

  ...alike('GET', DELIVERIES),
  on(['GET', DELIVERIES], 200, 'page', async (stage) => {
    const of = await owner(stage);
    for (let count = 0; count < 3; count += 1) await of.tested();
    return of.asked({ method: 'GET', path: of.on(`${DELIVERIES}?limit=2`) });
  }),
  on(['GET', DELIVERIES], 200, 'end', asOwner({ method: 'GET', path: `${DELIVERIES}?status=pending` })),
  on(
    ['GET', DELIVERIES],
    422,
    'VALIDATION_ERROR.query',
    asOwner({ method: 'GET', path: `${DELIVERIES}?status=gone&limit=101&cursor=x` }),
  ),

  ...alike('GET', DELIVERY),
  on(['GET', DELIVERY], 200, 'delivery', asTester({ method: 'GET', path: DELIVERY })),

  ...alike('POST', REPLAY),
  on(['POST', REPLAY], 202, 'due', asTester({ method: 'POST', path: REPLAY })),
  on(['POST', REPLAY], 409, 'CONFLICT.enabled', whileDisabled({ method: 'POST', path: REPLAY })),
  on(['POST', REPLAY], 422, 'VALIDATION_ERROR.body', asTester({ method: 'POST', path: REPLAY, body: '1' })),
];
