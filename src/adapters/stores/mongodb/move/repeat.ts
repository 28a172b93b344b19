import * as E from 'fp-ts/lib/Either.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { MongoError } from 'mongodb';
import { type Time } from '../../../../kit/time/timer.js';
import { type TargetFault } from '../../migration.js';
import { StoreFault } from '../../shared/store-fault.js';
import { type Database } from '../database/database.js';
import { reasonOf } from '../database/database-fault.js';
import { findFormat } from '../upgrade/format-document.js';

/** How long a step is repeated while the database does not carry it out, in milliseconds. */
const LONGEST_AWAY = 60_000;
/** The pause before the database is asked again, in milliseconds: it grows from the first to the longest. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4_000;

/** Codes of a server that time does not mend: Unauthorized, AuthenticationFailed, OutOfDiskSpace. */
const FINAL: readonly unknown[] = [13, 18, 14_031];

/** Another record has the place of one that is moved. */
export class PlaceTaken extends Error {
  readonly collection: string;
  constructor(collection: string) {
    super(`another record has the place of one in ${collection}`);
    this.collection = collection;
  }
}

/** Runs a step, which may be repeated harmlessly. An error that is not the database's rejects. */
export type Repeat = <A>(step: () => Promise<A>) => TaskEither<TargetFault, A>;

/**
 * Repeats a step for a minute while the database is away. It asks the database before it sends a step again, so that a
 * step goes out once for each time that the database was lost, not once for each pause.
 */
export const makeRepeat =
  (database: Database, { now, timer }: Time): Repeat =>
  (step) =>
  async () => {
    const end = now() + LONGEST_AWAY;
    const pause = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => void timer(Math.max(0, Math.min(milliseconds, end - now())), resolve));
    const target = database.name;
    const answers = async (): Promise<boolean> => {
      try {
        await findFormat(database);
        return true;
      } catch (error) {
        if (!(error instanceof StoreFault)) throw error;
        // The step itself is to fail with this.
        return isFinal(error);
      }
    };

    for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
      try {
        return E.right(await step());
      } catch (error) {
        if (error instanceof PlaceTaken) return E.left({ _tag: 'TargetTaken', target, collection: error.collection });
        if (error instanceof MongoError) return E.left({ _tag: 'TargetRefuses', target, reason: error.message });
        if (!(error instanceof StoreFault)) throw error;
        const reason = reasonOf(error.cause);
        if (isFinal(error)) return E.left({ _tag: 'TargetRefuses', target, reason });
        do {
          if (now() >= end) return E.left({ _tag: 'TargetSilent', target, reason });
          await pause(wait);
        } while (!(await answers()));
      }
    }
  };

const isFinal = ({ cause }: StoreFault): boolean =>
  cause instanceof Error && 'code' in cause && FINAL.includes(cause.code);
