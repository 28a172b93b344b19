import { type RestContext } from '../exchange/context.js';
import { type Parts, unsupported } from './body-fault.js';
import { isUtf8, parseContentType } from './content-type.js';
import { jsonParts } from './json.js';
import { multipartParts } from './multipart.js';
import { urlencodedParts } from './urlencoded.js';

/** The body as parts, by its type. Nothing is read, and no "100 Continue" written, before the first pull. */
export const requestParts = (ctx: RestContext): Parts => {
  const type = parseContentType(ctx.req.headers['content-type']);
  if (type === null || isEncoded(ctx)) return unsupportedBody();
  switch (type.type) {
    case 'multipart/form-data':
      return multipartParts(ctx.state.exchange, type.parameters.get('boundary') ?? '');
    case 'application/json':
      return isUtf8(type) ? jsonParts(ctx) : unsupportedBody();
    case 'application/x-www-form-urlencoded':
      return isUtf8(type) ? urlencodedParts(ctx) : unsupportedBody();
    default:
      return unsupportedBody();
  }
};

/** Compressed bodies are never inflated: a few bytes could become gigabytes. */
export const isEncoded = (ctx: RestContext): boolean => {
  const encoding = ctx.req.headers['content-encoding'];
  return encoding !== undefined && !/^\s*(identity)?\s*$/i.test(encoding);
};

async function* unsupportedBody(): Parts {
  yield unsupported(UNSUPPORTED);
}

export const UNSUPPORTED =
  'Send multipart/form-data, application/json or application/x-www-form-urlencoded, not compressed.';
