import { type ContentType, parse } from 'content-type';
import { type RestContext } from '../exchange/context.js';
import { type Parts, unsupported } from './body-fault.js';
import { jsonParts } from './json.js';
import { multipartParts } from './multipart/multipart-parts.js';
import { urlencodedParts } from './urlencoded.js';

/** The body as parts, by its type. Before the first pull nothing is read, and no "100 Continue" is sent. */
export const requestParts = (ctx: RestContext): Parts => {
  const header = ctx.req.headers['content-type'] ?? '';
  if (isEncoded(ctx) || isAmbiguous(header)) return unsupportedBody();
  const contentType = parse(header);
  switch (contentType.type) {
    case 'multipart/form-data':
      return multipartParts(ctx.state.exchange, contentType.parameters['boundary'] ?? '');
    case 'application/json':
      return jsonParts(ctx, charsetOf(contentType));
    case 'application/x-www-form-urlencoded':
      return urlencodedParts(ctx, charsetOf(contentType));
    default:
      return unsupportedBody();
  }
};

const charsetOf = ({ parameters }: ContentType): string | null => parameters['charset'] ?? null;

/** A boundary that is given twice: a proxy may read the body by the other one. */
const isAmbiguous = (contentType: string): boolean => (contentType.match(/;\s*boundary\s*=/gi)?.length ?? 0) > 1;

/** Compressed bodies are never inflated: a few bytes could become gigabytes. */
export const isEncoded = (ctx: RestContext): boolean => {
  // Not by a pattern with blanks on both sides of an optional word: on a long run of blanks it takes the square of it.
  const encoding = (ctx.req.headers['content-encoding'] ?? '').trim().toLowerCase();
  return encoding !== '' && encoding !== 'identity';
};

async function* unsupportedBody(): Parts {
  yield unsupported(UNSUPPORTED);
}

export const UNSUPPORTED =
  'The body is of a type that is not taken; send multipart/form-data, application/json or application/x-www-form-urlencoded, in UTF-8 and not compressed.';
