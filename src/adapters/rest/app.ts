import { type IncomingMessage, type ServerResponse } from 'node:http';
import Koa from 'koa';
import { logRequest } from './observe/access-log.js';
import { makeClientAddress } from './observe/client-address.js';
import { type Connections } from './connection/connections.js';
import { type RestState } from './exchange/context.js';
import { type AnswerWatch } from './exchange/answer-watch.js';
import { type BodyBounds, openExchange } from './exchange/exchange.js';
import { contactRoutes } from './routes/contacts/contact-routes.js';
import { getAccountRoute, getActivityRoute } from './routes/account/account-routes.js';
import { eventsRoute } from './routes/events/events-route.js';
import { makeEventStreams } from './routes/events/event-streams.js';
import { healthRoute, readyRoute } from './routes/health-routes.js';
import { type HttpLimits } from './exchange/http-limits.js';
import { lingeringClose } from './connection/linger.js';
import { mediaRoute } from './routes/media/media-route.js';
import { makeRequestMetrics, metricsRoute } from './observe/metrics.js';
import { properHttp } from './connection/proper-http.js';
import { type Time } from '../../kit/time/timer.js';
import { type RestServerParts } from './rest-server-parts.js';
import { makeRouter, unrouted } from './routes/routes.js';
import { settleMessageRoute } from './routes/settle-message-route.js';
import { getMessageRoute, listMessagesRoute } from './routes/read-messages-routes.js';
import { sendMediaRoute } from './routes/send-media-route.js';
import { refuseWhileStopping } from './connection/stopping.js';
import { answerDefects } from './answer/unexpected.js';
import { webhookEndpointRoutes } from './routes/webhook-endpoints/webhook-endpoint-routes.js';
import { handshakeRoute, webhookRoute } from './routes/webhook-route.js';

/** The state of a server's connections and bodies. */
export interface ServerState {
  readonly limits: HttpLimits;
  readonly door: BodyBounds;
  readonly connections: Connections;
  readonly answers: AnswerWatch;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  readonly time: Time;
}

/** The Koa application: everything from a request that Node has parsed to its answer. */
export const makeApp = (
  parts: RestServerParts,
  { limits, door, connections, answers, stopping, time }: ServerState,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const { log, metrics, webhook } = parts;
  const isStopping = (): boolean => stopping.aborted;
  const requestLog = { log, refusals: parts.refusals, metrics: makeRequestMetrics(metrics) };
  const clientAddress = makeClientAddress(parts.trustedProxies);
  const router = makeRouter({
    sendMedia: sendMediaRoute(parts.sendMediaMessage),
    getMessage: getMessageRoute(parts.getMessage),
    settleMessage: settleMessageRoute(parts.settleMessage),
    listMessages: listMessagesRoute(parts.listMessages),
    ...contactRoutes(parts.contacts),
    account: getAccountRoute(parts.getAccount),
    activity: getActivityRoute(parts.getActivity),
    ...webhookEndpointRoutes(parts.webhookEndpoints),
    events: eventsRoute(parts, makeEventStreams(time, stopping)),
    media: mediaRoute(parts),
    handshake: handshakeRoute(webhook),
    webhook: webhookRoute(webhook, limits.webhookTime),
    health: healthRoute,
    ready: readyRoute(parts.ready, isStopping),
    metrics: metricsRoute(metrics),
  });

  const app = new Koa<RestState>();
  app.on('error', (error: NodeJS.ErrnoException) => log.debug({ code: error.code }, 'connection broke off'));
  app.use((ctx, next) => {
    const exchange = openExchange(ctx.req, ctx.res, door);
    ctx.state.exchange = exchange;
    ctx.state.log = log;
    ctx.set('X-Request-Id', exchange.requestId);
    connections.began(exchange);
    answers.watch(exchange);
    logRequest(exchange, requestLog, clientAddress, () => {
      if (isStopping()) setImmediate(connections.closeIfIdle, ctx.req.socket);
    });
    return next();
  });
  app.use(lingeringClose(limits));
  app.use(refuseWhileStopping(isStopping));
  app.use(answerDefects);
  app.use(properHttp(limits.headerCount));
  app.use(router.routes());
  app.use(unrouted(router));
  const answer = app.callback();
  return (request, response) => void answer(request, response);
};
