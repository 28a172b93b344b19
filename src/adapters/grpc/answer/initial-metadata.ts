import { Metadata } from '@grpc/grpc-js';
import * as O from 'fp-ts/lib/Option.js';
import { type RateLimit } from '../../../domain/model/account/rate-limit.js';

/** What every answer begins with. */
export const initialMetadata = (requestId: string, rateLimit: O.Option<RateLimit>, replayed: boolean): Metadata => {
  const metadata = new Metadata();
  metadata.set('x-request-id', requestId);
  if (O.isSome(rateLimit)) {
    metadata.set('x-ratelimit-limit', String(rateLimit.value.limit));
    metadata.set('x-ratelimit-remaining', String(rateLimit.value.remaining));
    metadata.set('x-ratelimit-reset', String(rateLimit.value.resetSeconds));
  }
  if (replayed) metadata.set('idempotency-replayed', 'true');
  return metadata;
};
