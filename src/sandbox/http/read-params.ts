import * as E from 'fp-ts/lib/Either.js';
import type { Exchange } from './exchange.js';
import { bodyTooLarge, type GraphError, parameterError } from '../meta/graph-error.js';

/** The parameters of a call, from query and body; values are whatever the caller wrote. */
export type Params = Readonly<Record<string, unknown>>;

const LIMIT = 1_048_576;

/** The caller left before its body was whole, so no answer can reach it. */
export class RequestCut extends Error {}

/** The body, or undefined beyond the limit. By events: an async iterator costs a small body twice its time. */
const readBody = ({ req }: Exchange): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= LIMIT) chunks.push(chunk);
      else {
        req.off('data', take);
        resolve(undefined);
      }
    };
    req.on('data', take);
    req.once('end', () => {
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    req.once('error', reject);
    req.once('close', () => {
      if (!req.complete) reject(new RequestCut());
    });
  });

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A form's value may be JSON, as Graph takes objects there; any other stays text. */
const formValue = (value: string): unknown => {
  if (!value.startsWith('{') && !value.startsWith('[')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const fromPairs = (pairs: URLSearchParams): Params =>
  Object.fromEntries([...pairs].map(([key, value]) => [key, formValue(value)]));

const parse = (type: string, body: Buffer): Params | undefined => {
  if (body.length === 0) return {};
  try {
    const text = utf8.decode(body);
    if (type.startsWith('application/x-www-form-urlencoded')) return fromPairs(new URLSearchParams(text));
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Params) : undefined;
  } catch {
    return undefined;
  }
};

/** The parameters of a call: those of its query and those of its body, JSON or form, of at most 1 MiB. */
export const readParams = async (exchange: Exchange): Promise<E.Either<GraphError, Params>> => {
  const body = await readBody(exchange);
  if (body === undefined) return E.left(bodyTooLarge(LIMIT));
  const params = parse((exchange.req.headers['content-type'] ?? '').toLowerCase(), body);
  if (params === undefined) return E.left(parameterError('Invalid parameter', 'The body is not a JSON object.'));
  return E.right(exchange.query.size === 0 ? params : { ...fromPairs(exchange.query), ...params });
};
