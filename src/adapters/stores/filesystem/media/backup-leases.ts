import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import * as t from 'io-ts';
import { orThrow } from '../../../../kit/or-throw.js';
import { strict } from '../../records/codecs.js';
import { readEach } from '../../shared/read-each.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Write } from '../lmdb/table.js';

/** How often a running backup renews its lease, in milliseconds. */
export const RENEW_EVERY = 60_000;
/** The age at which a lease belongs to a backup that was killed, in seconds. */
export const STALE_AFTER = 300;

interface Lease {
  /** Seconds since the machine started: all its processes agree on them, and setting the clock does not change them. */
  readonly renewedAt: number;
}

const lease = strict<Lease>('backup lease', { renewedAt: t.number });

const leaseTable = (environment: Environment) =>
  environment.table<string, Lease>({ name: 'backup-leases', codec: lease, show: String });

/** A lease that a running backup holds. While it is held, published files stay. */
export interface BackupLease {
  /** Throws if the store fails. */
  readonly renew: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Seconds that never go back while the machine runs. */
export type Uptime = () => number;

/** Takes a lease, and removes those of backups that were killed. Several backups may run at once. */
export const takeBackupLease = async (environment: Environment, now: Uptime = uptime): Promise<BackupLease> => {
  const leases = leaseTable(environment);
  const name = randomBytes(8).toString('hex');
  const put = () => leases.put(name, { renewedAt: now() });
  // A store that is being moved has all its content before and after a backup.
  const write = (decide: () => readonly Write[]): Promise<void> =>
    orThrow(environment.write(() => ({ answer: undefined, writes: decide(), isContent: false })));
  await write(() => [
    ...leases
      .keys({})
      .filter((other) => !isRunning(leases.get, other, now))
      .map(leases.remove),
    put(),
  ]);
  return { renew: () => write(() => [put()]), end: () => write(() => [leases.remove(name)]) };
};

/**
 * Whether a backup runs now. What removes published files asks in the same synchronous step, or in the transaction that
 * decides it: a backup takes its lease before it copies the records, so that files which the copy names are still there.
 */
export const backupWatch = (environment: Environment, now: Uptime = uptime): (() => boolean) => {
  const leases = leaseTable(environment);
  return () => leases.keys({}).some((name) => isRunning(leases.get, name, now));
};

/** Removes all leases: no backup of the original runs on a restored copy. */
export const dropBackupLeases = (environment: Environment): Promise<void> => {
  const leases = leaseTable(environment);
  return orThrow(environment.write(() => ({ answer: undefined, writes: leases.keys({}).map(leases.remove) })));
};

/** False for a damaged lease, which would stop the sweep for ever. A lease from before a restart is in the future. */
const isRunning = (get: (name: string) => Lease | undefined, name: string, now: Uptime): boolean => {
  const [found] = readEach([name], get, CorruptRecord).items;
  return found !== undefined && now() >= found.renewedAt && now() - found.renewedAt < STALE_AFTER;
};
