import { mostAccepts, runOutOfHandles } from '../few-handles.js';
import { fillDisks, readOnlyStart } from '../full-disks.js';
import { complaints } from '../oracle.js';
import { type Part } from '../part.js';
import { percentile, type Row, seconds, someOf } from '../report.js';
import { failSystemCalls, systemErrors, type SystemErrorsReport, WELL_AFTER } from '../system-errors.js';
import { whyNoVolumes } from '../volumes.js';
import { traced } from './traced.js';

export const systemErrorRows: Part = traced(
  'system calls that fail',
  '503 or an outcome reported as unknown, alive, recovered in 10 s',
  async (trial, scale) => {
    const list = scale === 'whole' ? systemErrors : systemErrors.filter(({ when }) => when === '1').slice(0, 3);
    const report = await failSystemCalls(trial, list);
    return [disturbed(`${report.cases} kinds of failing system calls (ENOSPC, EDQUOT, EIO, EMFILE, EROFS)`, report)];
  },
);

const disturbed = (trial: string, report: SystemErrorsReport): Row => {
  const faults = [...complaints(report.broken), ...report.strange];
  return {
    trial,
    demanded: '503 or an outcome reported as unknown; alive; recovered in 10 s; no staged file',
    measured:
      `${report.calls} calls, ${report.unavailable} × 503, recovered after ${seconds(percentile(report.wellAfter, 1))} ` +
      `at most; faults: ${someOf(faults)}`,
    holds: faults.length === 0,
    inBounds: percentile(report.wellAfter, 1) <= WELL_AFTER,
  };
};

export const volumes: Part = async (trial, scale) => {
  const why = await whyNoVolumes();
  const full = 'a disk that fills up at different points';
  const readOnly = 'a start on a read-only disk';
  if (why !== null)
    return [full, readOnly].map((trial) => ({ trial, demanded: 'as above', measured: why, holds: null }));
  const faults = await readOnlyStart(trial);
  return [
    disturbed(full, await fillDisks(trial, scale === 'whole' ? undefined : [0, 262_144])),
    {
      trial: readOnly,
      demanded: 'exit 78, the file named; starts once it may write',
      measured: `faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};

export const handles: Part = traced(
  'connections where there are few handles',
  'no crash, no spin, recovered in 10 s',
  async (trial, scale) => {
    const watched = scale === 'whole' ? 3_000 : 0;
    const { connections, accepts, load, wellAfter, strange } = await runOutOfHandles(trial, watched);
    return [
      {
        trial: `${connections} connections where there are handles for 20`,
        demanded: 'no crash, no spin, recovered in 10 s',
        measured:
          `${accepts} tries to take one, ${(load * 100).toFixed(0)} % of a processor, recovered after ` +
          `${seconds(wellAfter)}; faults: ${someOf(strange)}`,
        holds: accepts <= mostAccepts(connections) && strange.length === 0,
        inBounds: load <= 0.5 && wellAfter <= WELL_AFTER,
      },
    ];
  },
);
