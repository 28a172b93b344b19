import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { counted } from '../database/answers.js';
import { CorruptDocument } from '../database/faults.js';
import { type EarlyReports as Kept, earlyReportsRecord, withReport } from '../../records/early-reports.js';
import { type StatusReport } from '../../../../domain/model/message/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { documents, equal } from '../database/documents.js';
import { pagesByTime } from '../database/pages.js';
import { storing } from '../../shared/store-fault.js';
import { PATIENCE } from '../database/deadline.js';

/** Reports that wait for a message with their wamid. */
export interface EarlyReports {
  readonly of: (account: AccountId, wamid: string) => Promise<readonly StatusReport[]>;
  /** Stores a report, one of each status at most. */
  readonly keep: (account: AccountId, report: StatusReport, now: Instant) => Promise<void>;
  readonly forget: (account: AccountId, wamid: string) => Promise<void>;
}

const earlyDocuments = (database: Database) =>
  documents<Kept>({ database, name: 'earlyReports', codec: earlyReportsRecord });

export const mongodbEarlyReports = (database: Database): EarlyReports => {
  const early = earlyDocuments(database);
  const find = (accountId: AccountId, wamid: string) => early.first(equal({ accountId, wamid }));

  const keep: EarlyReports['keep'] = async (accountId, report, now) => {
    const { wamid } = report;
    const kept = await find(accountId, wamid);
    const more = withReport(kept?.record ?? null, report, now);
    if (more === null) return;
    const isKept =
      kept === null ? (await early.insert(more, { accountId, wamid })) !== null : await early.replace(kept, more);
    if (!isKept) await keep(accountId, report, now);
  };

  return {
    of: async (accountId, wamid) => {
      const found = await early.found(equal({ accountId, wamid }), {}, 1);
      // Damaged reports must not stop the change of the message. They stay, and housekeeping names them.
      return readEach(found, early.decode, CorruptDocument).items.flatMap(({ record }) => record.reports);
    },
    keep,
    forget: async (accountId, wamid) => {
      await database.within(early.collection.deleteMany(equal({ accountId, wamid })));
    },
  };
};

/** Drops the expired reports that no message came for. Returns for how many messages. */
export const dropEarlyReports =
  (database: Database) =>
  (now: Instant): Stored<Round> =>
    storing(async () => {
      const early = earlyDocuments(database);
      const rounds: Round[] = [];
      for await (const found of pagesByTime(early, {}, 'keptUntil', now)) {
        const { items, damaged } = readEach(found, early.decode, CorruptDocument);
        const old = { _id: { $in: items.map(({ document }) => document._id) } };
        const { deletedCount } = await database.within(early.collection.deleteMany(old), PATIENCE);
        rounds.push({ count: counted(deletedCount, 'delete of earlyReports'), damaged });
      }
      return sumRounds(rounds);
    });
