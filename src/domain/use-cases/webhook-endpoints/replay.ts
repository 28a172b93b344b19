import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Conflict, type NotFound, type Unavailable } from '../../model/errors.js';
import { type Delivery, replayedDelivery } from '../../model/webhook/delivery.js';
import { type Endpoint } from '../../model/webhook/endpoint.js';
import { type Clock } from '../../ports/clock.js';
import { type Deliveries, type ReplayFilter } from '../../ports/deliveries.js';
import { findDelivery } from './find.js';

export interface ReplayPorts {
  readonly deliveries: Pick<Deliveries, 'byId' | 'change' | 'replayAll'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Makes a delivery due now, at the start of its schedule, whatever its status was. */
export const replayOne = (
  ports: ReplayPorts,
  endpoint: Endpoint,
  { id }: Delivery,
): TE.TaskEither<Conflict | NotFound | Unavailable, Delivery> => {
  const change = (delivery: Delivery): Delivery => replayedDelivery(delivery, ports.clock.now());
  return pipe(
    enabled(endpoint),
    TE.chainW(() => ports.deliveries.change(endpoint, [{ id, change }], (one) => one)),
    TE.chainW(() => findDelivery(ports, endpoint, id)),
  );
};

/** Makes all deliveries due that fit. Returns how many. */
export const replayMany = (
  { deliveries, clock }: ReplayPorts,
  endpoint: Endpoint,
  filter: ReplayFilter,
): TE.TaskEither<Conflict | Unavailable, number> =>
  pipe(
    enabled(endpoint),
    TE.chainW(() => deliveries.replayAll(endpoint, filter, clock.now())),
  );

const enabled = ({ disabled }: Endpoint): TE.TaskEither<Conflict, undefined> =>
  disabled === null ? TE.right(undefined) : TE.left({ _tag: 'Conflict', details: { enabled: false } });
