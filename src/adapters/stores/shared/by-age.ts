import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mayDeleteByAge } from '../../../domain/model/service-time.js';
import { type Instant } from '../../../domain/model/time.js';
import { type ServiceClock } from '../../../domain/ports/service-clock.js';
import { type Round, type Stored } from '../../../domain/ports/store.js';

/** A round that deletes by age. It does nothing while the wall clock may be wrong (SPEC 6). */
export const byAge = (service: Pick<ServiceClock, 'look'>, now: Instant, round: Stored<Round>): Stored<Round> =>
  pipe(
    service.look(now),
    TE.chain((time) => (mayDeleteByAge(time) ? round : TE.right({ count: 0, damaged: [] }))),
  );
