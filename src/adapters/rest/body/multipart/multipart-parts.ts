import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../../domain/model/errors.js';
import { accept, breakBody, type Exchange, TOO_SLOW } from '../../exchange/exchange.js';
import { type Holding } from '../../../../kit/budget.js';
import { type NextToken, pullTokens } from '../../../../kit/multipart/pull-tokens.js';
import { malformed, type Parts } from '../body-fault.js';
import { formParts } from './form-parts.js';
import { incomingChunks } from './incoming-chunks.js';
import { multipartFault } from './multipart-faults.js';

/** A multipart body as parts. Nothing is read before the first pull. */
export async function* multipartParts(exchange: Exchange, boundary: string): Parts {
  // RFC 2046, 5.1.1.
  if (!/^[\x20-\x7e]{0,69}[\x21-\x7e]$/.test(boundary))
    return void (yield malformed('must name a boundary of 1 to 70 characters'));
  accept(exchange);
  const chunks = incomingChunks(exchange);
  const holding = exchange.door.heads.open(() => breakBody(exchange, TOO_SLOW));
  holding.rank('kept');
  try {
    const nextToken = pullTokens<BodyFault | string>(chunks.next, boundary, multipartFault);
    const fault = yield* formParts(countHeads(nextToken, holding), boundary);
    if (fault !== null) yield typeof fault === 'string' ? malformed(fault) : E.left(fault);
  } finally {
    holding.release();
    chunks.stop();
  }
}

/** The most that the head of a part may have, in bytes. */
const HEAD = 16 * 1_024;

/** Counts the head of a part while it is to come: as much as it may become, because its bytes come piece by piece. */
const countHeads = <Fault>(nextToken: NextToken<Fault>, holding: Holding): NextToken<Fault> => {
  let isInContent = false;
  return async () => {
    holding.hold(isInContent ? 0 : HEAD);
    const token = await nextToken();
    isInContent = E.isRight(token) && (token.right?._tag === 'Head' || token.right?._tag === 'Content');
    if (isInContent) holding.hold(0);
    return token;
  };
};
