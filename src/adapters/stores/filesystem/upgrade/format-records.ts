import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { orThrow } from '../../../../kit/or-throw.js';
import { version } from '../../../../kit/version.js';
import { newestFormat } from '../../shared/upgrade/formats.js';
import { type FormatFault, isFormat, newerThan, otherThan, type Standing } from '../../shared/upgrade/standing.js';
import { type Place, type Step } from '../../shared/upgrade/step.js';
import { type Environment } from '../lmdb/environment.js';
import { RecordsUnusable } from '../lmdb/faults.js';
import { type TableName } from '../lmdb/table-names.js';
import { type Key, type Write } from '../lmdb/table.js';

const keyPart = t.union([t.string, t.number]);

const upgradeRecord = t.strict({
  version: t.union([t.string, t.null]),
  unfinished: t.union([
    t.strict({ part: t.number, after: t.union([keyPart, t.readonlyArray(keyPart), t.null]) }),
    t.null,
  ]),
});

/** The format has its own table with one record. Every version reads it there. */
export interface FormatTables {
  /** Null in a new store. Throws `RecordsUnusable` if the record cannot be read. */
  readonly standing: () => Standing<Key> | null;
  /** Whether the record of the format exists, also if it is damaged. */
  readonly isThere: () => boolean;
  readonly put: (standing: Standing<Key>) => readonly Write[];
  readonly putPlace: (place: Place<Key>) => Write;
}

export const formatTables = (environment: Environment): FormatTables => {
  const { file } = environment;
  const raw = <Name extends string | number>(name: TableName) =>
    environment.table<Name, unknown>({ name, codec: t.unknown, show: String });
  const formats = raw<'format'>('format');
  const upgrades = raw<'upgrade'>('upgrade');
  const accounts = raw<number>('accounts');
  const refused = (fault: FormatFault) => new RecordsUnusable({ _tag: 'FormatRefused', file, fault });
  const damaged = (record: string) => refused({ _tag: 'FormatDamaged', record });

  return {
    standing: () => {
      if (!formats.has('format')) {
        if (accounts.keys({ limit: 1 }).length > 0) throw refused({ _tag: 'FormatMissing' });
        return null;
      }
      const format = formats.get('format');
      if (!isFormat(format)) throw damaged('format/format');
      if (!upgrades.has('upgrade')) return { format, version: null, unfinished: null };
      const upgrade = upgradeRecord.decode(upgrades.get('upgrade'));
      if (E.isLeft(upgrade)) throw damaged('upgrade/upgrade');
      return { format, ...upgrade.right };
    },
    isThere: () => formats.has('format'),
    put: ({ format, version: by, unfinished }) => [
      formats.put('format', format),
      upgrades.put('upgrade', { version: by, unfinished }),
    ],
    putPlace: (place) => upgrades.put('upgrade', { version, unfinished: place }),
  };
};

/**
 * The state of the store's format. A new store gets the newest format. Throws `RecordsUnusable` for a newer format, and
 * for one that cannot be read.
 */
export const openFormat = (environment: Environment, steps: readonly Step<unknown>[]): Promise<Standing<Key>> => {
  const tables = formatTables(environment);
  const newest = newestFormat(steps);
  return orThrow(
    environment.write(() => {
      const found = tables.standing();
      const standing = found ?? { format: newest, version, unfinished: null };
      const fault = newerThan(standing, newest);
      if (fault !== null) throw new RecordsUnusable({ _tag: 'FormatRefused', file: environment.file, fault });
      return { answer: standing, writes: found === null ? tables.put(standing) : [] };
    }),
  );
};

/** The same for those who never upgrade. Throws `RecordsUnusable` for an older format too. */
export const refuseOtherFormat = async (environment: Environment, steps: readonly Step<unknown>[]): Promise<void> => {
  const fault = otherThan(await openFormat(environment, steps), newestFormat(steps));
  if (fault !== null) throw new RecordsUnusable({ _tag: 'FormatRefused', file: environment.file, fault });
};
