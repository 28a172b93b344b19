import { type ServiceTime } from '../../../domain/model/service-time.js';
import { type Damaged } from '../../../domain/ports/store.js';
import { type Sealer } from '../../../kit/crypto/sealer.js';
import { realTime } from '../../../kit/time/timer.js';
import { distinctDamages } from '../shared/read-each.js';
import { type Upgrading } from '../shared/upgrade/upgrading.js';
import { type HashVerifyToken } from '../shared/verify-tokens.js';
import { type OpenedSealer } from './accounts/encryption.js';
import { indexAccounts, openHash } from './accounts/index-accounts.js';
import { type Database, type DatabaseOptions, openDatabase, patiently } from './database/database.js';
import { DatabaseUnusable } from './database/faults.js';
import { openingFault } from './database/opening-faults.js';
import { readServiceTime } from './service-clock.js';

/**
 * Prepares a database for its ports, on connections of its own: see `patiently`. Whatever the server refuses meanwhile
 * is a `DatabaseUnusable`.
 */
export const preparing = async <A>(
  url: string,
  options: DatabaseOptions,
  prepareIn: (database: Database) => Promise<A>,
): Promise<A> => {
  const database = await openDatabase(url, patiently(options));
  try {
    return await prepareIn(database);
  } catch (error) {
    throw unusable(database, error) ?? error;
  } finally {
    await database.close();
  }
};

/** An error of a start as the fault of the database that it comes from. Null: it comes from elsewhere. */
export const unusable = ({ name, hasLogin }: Database, error: unknown): DatabaseUnusable | null => {
  const fault = openingFault({ database: name, hasLogin, isConnected: true }, error);
  return fault === null ? null : new DatabaseUnusable(fault);
};

/** What the ports need to know of a database that is ready for them. */
export interface Prepared {
  readonly sealer: Sealer;
  readonly hash: HashVerifyToken;
  readonly time: ServiceTime;
  readonly damaged: readonly Damaged[];
}

/** Reads the keys and the time in service, and gives accounts of an earlier version their indexes. */
export const prepare = async (database: Database, { sealer, damaged: notSealed }: OpenedSealer): Promise<Prepared> => {
  const { hash, damaged: keys } = await openHash(database, sealer);
  const notIndexed = await indexAccounts(database, sealer, hash);
  const time = await readServiceTime(database);
  return { sealer, hash, time, damaged: distinctDamages([...notSealed, ...keys, ...notIndexed]) };
};

/** A command is ended by its process, and has no log. */
export const unwatched: Upgrading = {
  log: { info: () => undefined, warn: () => undefined },
  stopping: new AbortController().signal,
  time: realTime,
};
