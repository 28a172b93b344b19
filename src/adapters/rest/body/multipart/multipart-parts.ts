import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../../domain/model/errors.js';
import { accept, type Exchange } from '../../exchange/exchange.js';
import { pullTokens } from '../../../../kit/multipart/pull-tokens.js';
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
  try {
    const fault = yield* formParts(pullTokens<BodyFault | string>(chunks.next, boundary, multipartFault));
    if (fault !== null) yield typeof fault === 'string' ? malformed(fault) : E.left(fault);
  } finally {
    chunks.stop();
  }
}
