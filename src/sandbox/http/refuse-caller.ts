import { type GraphError, parameterError } from '../meta/graph-error.js';
import { type Exchange } from './exchange.js';
import { judgeCaller, type Verdict } from './judge-caller.js';

const errors: Readonly<Record<Exclude<Verdict, 'taken'>, GraphError>> = {
  'bad-host': parameterError('The request needs one valid Host header.'),
  'foreign-host': {
    ...parameterError(
      'The Host header names another server.',
      "Call the sandbox by an address (http://127.0.0.1:3001), by localhost, or by PUBLIC_URL's name.",
    ),
    status: 421,
  },
  'foreign-page': {
    ...parameterError(
      'A page of another origin may not call the sandbox.',
      "Use the sandbox's own page, or a client that is no browser.",
    ),
    status: 403,
  },
};

const one = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : [value].flat().join(', ');

/** The error for a request that another web page makes, or that was meant for another server; else undefined. */
export const refuseCaller = ({ req, method, path }: Exchange, names: readonly string[]): GraphError | undefined => {
  const { headers, headersDistinct } = req;
  const asked = {
    method,
    path,
    hosts: headersDistinct['host'] ?? [],
    origin: one(headers.origin),
    site: one(headers['sec-fetch-site']),
    mode: one(headers['sec-fetch-mode']),
    dest: one(headers['sec-fetch-dest']),
  };
  const verdict = judgeCaller(asked, names);
  return verdict === 'taken' ? undefined : errors[verdict];
};
