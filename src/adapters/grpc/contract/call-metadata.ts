import { type Metadata } from '@grpc/grpc-js';
import type * as O from 'fp-ts/lib/Option.js';
import { bearerTokenIn } from '../../../kit/bearer-token.js';

/** The bearer token as presented. */
export const bearerToken = (metadata: Metadata): O.Option<string> => bearerTokenIn(textOf(metadata, 'authorization'));

/** The request id. Every call has one before it is handled. */
export const requestId = (metadata: Metadata): string => textOf(metadata, 'x-request-id');

const textOf = (metadata: Metadata, name: string): string => {
  const [value] = metadata.get(name);
  return typeof value === 'string' ? value : '';
};
