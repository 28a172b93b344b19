import { holdElections } from '../elections.js';
import { complaints } from '../oracle.js';
import { type Part } from '../part.js';
import { milliseconds, percentile, someOf } from '../report.js';

/** Within which a call that meets an election is answered, in milliseconds. */
const ANSWERED_AFTER = 2_000;

export const elections: Part = async (trial, scale) => {
  const report = await holdElections(trial, scale === 'whole' ? 30 : 3);
  const faults = [...complaints(report.broken), ...report.strange];
  const slowest = percentile(report.answeredAfter, 1);
  return [
    {
      trial: `${report.elections} times a write refused by a member that is no primary (10107, 189, 91)`,
      demanded: 'repeated within the call, no 503, answered in 2 s, nothing lost or sent twice',
      measured: `${report.answeredAfter.length} calls, answered after ${milliseconds(slowest)} at most; faults: ${someOf(faults)}`,
      holds: faults.length === 0,
      inBounds: slowest <= ANSWERED_AFTER,
    },
  ];
};
