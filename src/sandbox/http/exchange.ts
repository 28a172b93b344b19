import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorEnvelope, type GraphError } from '../meta/graph-error.js';
import { traceId } from '../meta/ids.js';

/** One request and its answer. */
export type Exchange = {
  req: IncomingMessage;
  res: ServerResponse;
  method: string;
  path: string;
  query: URLSearchParams;
  /** The API version of the path, `v25.0` where it names none. */
  version: string;
};

const DEFAULT_VERSION = 'v25.0';

/** Takes a request apart; undefined where its target is no path. */
export const openExchange = (req: IncomingMessage, res: ServerResponse): Exchange | undefined => {
  const target = req.url ?? '/';
  if (!target.startsWith('/')) return undefined;
  const mark = target.indexOf('?');
  const whole = mark < 0 ? target : target.slice(0, mark);
  const version = /^\/(v\d{1,3}\.\d{1,2})(\/.*)$/.exec(whole);
  return {
    req,
    res,
    method: req.method ?? 'GET',
    path: version?.[2] ?? whole,
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    version: version?.[1] ?? DEFAULT_VERSION,
  };
};

/** How long an answered request may go on sending its body before the connection is cut, in milliseconds. */
const LINGER_MS = 2_000;

/** Takes in what is left of a refused body for a while, so that its sender reads the answer before the end. */
const linger = ({ req }: Exchange): void => {
  if (req.complete) return;
  req.resume();
  const timer = setTimeout(() => req.destroy(), LINGER_MS).unref();
  req.once('close', () => {
    clearTimeout(timer);
  });
};

const send = (exchange: Exchange, status: number, headers: Record<string, string>, body: string): void => {
  const { req, res } = exchange;
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'private, no-cache, no-store, must-revalidate',
    'x-content-type-options': 'nosniff',
    ...(req.complete ? {} : { connection: 'close' }),
  });
  res.end(body);
  linger(exchange);
};

/** Answers JSON as the Graph API does. */
export const sendJson = (exchange: Exchange, status: number, value: object, trace: string = traceId()): void => {
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=UTF-8',
    'facebook-api-version': exchange.version,
    'x-fb-trace-id': trace,
  };
  send(exchange, status, headers, JSON.stringify(value));
};

/** Answers an error in Meta's envelope. */
export const sendError = (exchange: Exchange, error: GraphError): void => {
  const trace = traceId();
  if (error.status === 401) {
    exchange.res.setHeader('www-authenticate', `OAuth "Facebook Platform" "invalid_token" "${error.message}"`);
  }
  sendJson(exchange, error.status, errorEnvelope(error, trace), trace);
};

/** Answers anything else: a page, a foreign error. */
export const sendText = (exchange: Exchange, status: number, type: string, body: string): void => {
  send(exchange, status, { 'content-type': type }, body);
};
