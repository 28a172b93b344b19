import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { sumRounds } from '../../shared/rounds.js';
import { type Environment } from '../lmdb/environment.js';
import { pruneDeliveries } from './deliveries/prune-deliveries.js';
import { pruneDays } from './prune-days.js';
import { pruneEvents } from './prune-events.js';

/** Drops events, deliveries and counts that are older than they are kept. */
export const pruneByAge = (environment: Environment, now: Instant): Stored<Round> =>
  pipe(
    // Deliveries go after their events.
    TE.sequenceSeqArray([
      pruneEvents(environment, now),
      pruneDeliveries(environment, now),
      pruneDays(environment, now),
    ]),
    TE.map(sumRounds),
  );
