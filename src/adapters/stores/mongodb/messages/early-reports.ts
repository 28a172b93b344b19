import { type AccountId } from '../../../../domain/model/account.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type EarlyReports as Kept, earlyReportsRecord, withReport } from '../../records/early-reports.js';
import { type StatusReport } from '../../../../domain/model/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Database } from '../database/database.js';
import { documents, equal } from '../database/documents.js';
import { storing } from '../../shared/store-fault.js';

/** Reports that wait for a message to be given their wamid. */
export interface EarlyReports {
  readonly of: (account: AccountId, wamid: string) => Promise<readonly StatusReport[]>;
  /** Keeps a report, one of each status at most. */
  readonly keep: (account: AccountId, report: StatusReport, now: Instant) => Promise<void>;
  readonly forget: (account: AccountId, wamid: string) => Promise<void>;
}

export const mongodbEarlyReports = (database: Database): EarlyReports => {
  const early = documents<Kept>({ database, name: 'earlyReports', codec: earlyReportsRecord });
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
    of: async (accountId, wamid) => (await find(accountId, wamid))?.record.reports ?? [],
    keep,
    forget: async (accountId, wamid) => {
      await database.within(early.collection.deleteMany(equal({ accountId, wamid })));
    },
  };
};

/** How long dropping old reports may take, in milliseconds: nobody waits for it. */
const PATIENCE = 10_000;

/** Drops the reports that no message came for. Answers for how many messages. */
export const dropEarlyReports =
  (database: Database) =>
  (now: Instant): Stored<number> =>
    storing(async () => {
      const old = database.collection('earlyReports').deleteMany({ keptUntil: { $lte: now } });
      return (await database.within(old, PATIENCE)).deletedCount;
    });
