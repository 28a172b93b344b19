import Router from '@koa/router';
import { refuse } from '../answer/refuse.js';
import { type RestHandler, type RestMiddleware, type RestState } from '../exchange/context.js';

/** One route of the API. A route that is not public needs a token. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly access: 'public' | 'token';
}

/** The handler of each route. */
export interface RouteHandlers {
  readonly sendMedia: RestHandler;
  readonly listMessages: RestHandler;
  readonly getMessage: RestHandler;
  readonly settleMessage: RestHandler;
  readonly listContacts: RestHandler;
  readonly getContact: RestHandler;
  readonly createContact: RestHandler;
  readonly changeContact: RestHandler;
  readonly eraseContact: RestHandler;
  readonly optOut: RestHandler;
  readonly optIn: RestHandler;
  readonly account: RestHandler;
  readonly activity: RestHandler;
  readonly listEndpoints: RestHandler;
  readonly createEndpoint: RestHandler;
  readonly getEndpoint: RestHandler;
  readonly changeEndpoint: RestHandler;
  readonly deleteEndpoint: RestHandler;
  readonly rotateEndpointSecret: RestHandler;
  readonly testEndpoint: RestHandler;
  readonly listDeliveries: RestHandler;
  readonly getDelivery: RestHandler;
  readonly replayDelivery: RestHandler;
  readonly replayDeliveries: RestHandler;
  readonly events: RestHandler;
  readonly media: RestHandler;
  readonly handshake: RestHandler;
  readonly webhook: RestHandler;
  readonly health: RestHandler;
  readonly ready: RestHandler;
  readonly metrics: RestHandler;
}

/** The whole table. `GET` answers `HEAD` too. */
export const routes = [
  { method: 'POST', path: '/messages/media', access: 'token', handler: 'sendMedia' },
  { method: 'POST', path: '/api/v2/messages/media', access: 'token', handler: 'sendMedia' },
  { method: 'GET', path: '/messages', access: 'token', handler: 'listMessages' },
  { method: 'GET', path: '/messages/:chat_message_id', access: 'token', handler: 'getMessage' },
  { method: 'POST', path: '/messages/:chat_message_id/settle', access: 'token', handler: 'settleMessage' },
  { method: 'GET', path: '/contacts', access: 'token', handler: 'listContacts' },
  { method: 'POST', path: '/contacts', access: 'token', handler: 'createContact' },
  { method: 'GET', path: '/contacts/:contact_id', access: 'token', handler: 'getContact' },
  { method: 'PATCH', path: '/contacts/:contact_id', access: 'token', handler: 'changeContact' },
  { method: 'DELETE', path: '/contacts/:contact_id', access: 'token', handler: 'eraseContact' },
  { method: 'POST', path: '/contacts/:contact_id/opt-out', access: 'token', handler: 'optOut' },
  { method: 'POST', path: '/contacts/:contact_id/opt-in', access: 'token', handler: 'optIn' },
  { method: 'GET', path: '/account', access: 'token', handler: 'account' },
  { method: 'GET', path: '/account/activity', access: 'token', handler: 'activity' },
  { method: 'GET', path: '/webhook-endpoints', access: 'token', handler: 'listEndpoints' },
  { method: 'POST', path: '/webhook-endpoints', access: 'token', handler: 'createEndpoint' },
  { method: 'GET', path: '/webhook-endpoints/:webhook_endpoint_id', access: 'token', handler: 'getEndpoint' },
  { method: 'PATCH', path: '/webhook-endpoints/:webhook_endpoint_id', access: 'token', handler: 'changeEndpoint' },
  { method: 'DELETE', path: '/webhook-endpoints/:webhook_endpoint_id', access: 'token', handler: 'deleteEndpoint' },
  {
    method: 'POST',
    path: '/webhook-endpoints/:webhook_endpoint_id/rotate-secret',
    access: 'token',
    handler: 'rotateEndpointSecret',
  },
  { method: 'POST', path: '/webhook-endpoints/:webhook_endpoint_id/test', access: 'token', handler: 'testEndpoint' },
  {
    method: 'POST',
    path: '/webhook-endpoints/:webhook_endpoint_id/replay',
    access: 'token',
    handler: 'replayDeliveries',
  },
  {
    method: 'GET',
    path: '/webhook-endpoints/:webhook_endpoint_id/deliveries',
    access: 'token',
    handler: 'listDeliveries',
  },
  {
    method: 'GET',
    path: '/webhook-endpoints/:webhook_endpoint_id/deliveries/:delivery_id',
    access: 'token',
    handler: 'getDelivery',
  },
  {
    method: 'POST',
    path: '/webhook-endpoints/:webhook_endpoint_id/deliveries/:delivery_id/replay',
    access: 'token',
    handler: 'replayDelivery',
  },
  { method: 'GET', path: '/events', access: 'token', handler: 'events' },
  { method: 'GET', path: '/media/:id/:name', access: 'public', handler: 'media' },
  { method: 'GET', path: '/webhooks/whatsapp', access: 'public', handler: 'handshake' },
  { method: 'POST', path: '/webhooks/whatsapp', access: 'public', handler: 'webhook' },
  { method: 'GET', path: '/healthz', access: 'public', handler: 'health' },
  { method: 'GET', path: '/readyz', access: 'public', handler: 'ready' },
  { method: 'GET', path: '/metrics', access: 'public', handler: 'metrics' },
] as const satisfies readonly (Route & { readonly handler: keyof RouteHandlers })[];

/** A path without parameters belongs to its own route only: `/messages/media` names no message. */
const literals: ReadonlySet<string> = new Set(routes.map(({ path }) => path).filter((path) => !path.includes(':')));

export const makeRouter = (handlers: RouteHandlers): Router<RestState> => {
  const router = new Router<RestState>({ sensitive: true, strict: true });
  for (const { method, path, access, handler } of routes)
    router.register(path, [method], async (ctx, next) => {
      if (path !== ctx.path && literals.has(ctx.path)) return void (await next());
      ctx.state.exchange.route = path;
      ctx.state.exchange.needsToken = access === 'token';
      await handlers[handler](ctx);
    });
  return router;
};

/** Answers requests without a route: an unknown path, or a known path with another method. */
export const unrouted =
  (router: Router<RestState>): RestMiddleware =>
  (ctx) => {
    const layers = router.match(ctx.path, ctx.method).path;
    const own = layers.filter(({ path }) => path === ctx.path || !literals.has(ctx.path));
    const allowed = new Set(own.flatMap(({ methods }) => methods));
    if (allowed.size === 0) return refuse(ctx, { _tag: 'NoSuchPath' });
    ctx.set('Allow', [...allowed].join(', '));
    refuse(ctx, { _tag: 'MethodNotAllowed', method: ctx.method });
  };
