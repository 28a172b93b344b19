import { type DefaultContext, type Middleware, type ParameterizedContext } from 'koa';
import { type Logger } from 'pino';
import { type Exchange } from './exchange.js';

/** What every middleware finds in `ctx.state`. */
export interface RestState {
  exchange: Exchange;
  log: Logger;
}

export type RestContext = ParameterizedContext<RestState, DefaultContext, unknown>;
export type RestMiddleware = Middleware<RestState, DefaultContext, unknown>;

/** Answers one route. */
export type RestHandler = (ctx: RestContext) => Promise<void> | void;
