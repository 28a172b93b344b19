import { lastDays } from '../../../../domain/model/event/activity.js';
import { DAYS_COUNTED } from '../../../../domain/model/event/kept-for.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { type Environment } from '../lmdb/environment.js';
import { PIECE, walk } from '../lmdb/slices.js';
import { relayTables } from './event-tables.js';

/** Drops the counts of days that nobody can ask for any more. */
export const pruneDays = (environment: Environment, now: Instant): Stored<Round> => {
  const { days } = relayTables(environment);
  const oldest = lastDays(now, DAYS_COUNTED)[0] ?? '';
  return walk(environment, 0, (account: number) => {
    const old = days.keys({ from: [account, ''], until: [account, oldest], limit: PIECE });
    const [next] = days.keys({ from: [account + 1, ''], limit: 1 });
    return {
      answer: {
        count: old.length,
        damaged: [],
        next: old.length === PIECE ? account : (next?.[0] ?? null),
      },
      writes: old.map(days.remove),
    };
  });
};
