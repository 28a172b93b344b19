import { loseDatabase } from '../lost-database.js';
import { complaints } from '../oracle.js';
import { type Part } from '../part.js';
import { milliseconds, percentile, seconds, someOf } from '../report.js';
import { WELL_AFTER } from '../system-errors.js';

/** Within which a call is put off while the database does not answer, in milliseconds. */
const PUT_OFF_AFTER = 2_000;

export const lostDatabase: Part = async (trial, scale) => {
  const report = await loseDatabase(trial, scale === 'whole' ? 20 : 2);
  const faults = [...complaints(report.broken), ...report.strange];
  return [
    {
      trial: `${report.losses} times the database lost, by turns cut off and silent`,
      demanded: '503 within 2 s (p95), recovered in 10 s, nothing lost or sent twice',
      measured:
        `${report.putOffAfter.length} calls put off after ${milliseconds(percentile(report.putOffAfter, 0.95))} (p95), ` +
        `recovered after ${seconds(percentile(report.wellAfter, 1))} at most; faults: ${someOf(faults)}`,
      holds: faults.length === 0,
      inBounds: percentile(report.putOffAfter, 0.95) <= PUT_OFF_AFTER && percentile(report.wellAfter, 1) <= WELL_AFTER,
    },
  ];
};
