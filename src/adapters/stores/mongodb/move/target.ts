import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { realTime } from '../../../../kit/time/timer.js';
import { type Kind, type MoveTo, type TargetFault } from '../../migration.js';
import { type HashVerifyToken } from '../../shared/verify-tokens.js';
import { type Database, type DatabaseOptions } from '../database/database.js';
import { mongodbMediaStorage } from '../media/media-storage.js';
import { endMove, type MoveMark, noteArrived } from './mark.js';
import { moveToMongodb } from './move-to.js';
import { makeRepeat } from './repeat.js';

/**
 * The options of a database that is being filled. No caller waits for a move, so a step may take as long as a busy
 * database needs, in milliseconds. The driver gives up first, so that its error is the one to report.
 */
export const moveOptions: DatabaseOptions = {
  patience: { selection: 10_000, connect: 20_000, socket: 20_000, start: 15_000 },
  silence: 25_000,
  retries: false,
};

/** A database that is being filled from another store. */
export interface MongodbTarget {
  /** Its hosts and name. */
  readonly name: string;
  /** The name of the move. */
  readonly id: string;
  /** Whether an earlier try has marked it as complete. */
  readonly isFinished: boolean;
  readonly moveTo: MoveTo;
  /** Forgets how far a kind has arrived, so that the next try begins it at the first record. */
  readonly forget: (kind: Kind) => TaskEither<TargetFault, void>;
  /** Marks the database as complete. From now on servers may use it. */
  readonly finish: TaskEither<TargetFault, void>;
  readonly close: () => Promise<void>;
}

/** The target in a database that is marked as being filled. */
export const targetIn = (
  database: Database,
  mark: MoveMark,
  { sealer, hash, now }: { readonly sealer: Sealer; readonly hash: HashVerifyToken; readonly now: () => Instant },
): MongodbTarget => {
  const media = mongodbMediaStorage(database, now);
  const repeat = makeRepeat(database, realTime);
  return {
    name: database.name,
    id: mark.id,
    isFinished: mark.isFinished,
    moveTo: moveToMongodb({ database, sealer, hash, media, mark, repeat }),
    forget: (kind) => repeat(() => noteArrived(database, kind, { count: 0, behind: null, isWhole: false })),
    finish: repeat(() => endMove(database)),
    close: async () => {
      await media.close();
      await database.close();
    },
  };
};
