import { type Unavailable, unavailable } from '../../model/errors.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { AT_ONCE } from '../../model/webhook/delivery-try.js';
import { type EndpointId } from '../../model/webhook/endpoint.js';

/** Bounds the tests of an endpoint that run at once: as many as its tries (SAFETY R5). */
export type TestPlaces = <Fault, A>(
  endpoint: EndpointId,
  test: TE.TaskEither<Fault, A>,
) => TE.TaskEither<Fault | Unavailable, A>;

export const makeTestPlaces = (): TestPlaces => {
  const running = new Map<EndpointId, number>();
  const count = (endpoint: EndpointId, by: 1 | -1): void => {
    const now = (running.get(endpoint) ?? 0) + by;
    if (now === 0) running.delete(endpoint);
    else running.set(endpoint, now);
  };
  return (endpoint, test) => async () => {
    if ((running.get(endpoint) ?? 0) >= AT_ONCE) return TE.left(unavailable(undefined))();
    count(endpoint, 1);
    try {
      return await test();
    } finally {
      count(endpoint, -1);
    }
  };
};
