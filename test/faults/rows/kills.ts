import { availableParallelism, loadavg } from 'node:os';
import { type Aim, aims, atCalls, type Hit, socketAims } from '../aimed-kills.js';
import { type Door, grpcDoor, restDoor } from '../doors.js';
import { atRandom, type KillsReport, runKills } from '../kills.js';
import { complaints } from '../oracle.js';
import { type Part } from '../part.js';
import { milliseconds, percentile, type Row, seconds, someOf } from '../report.js';
import { traced } from './traced.js';

const sums =
  'nothing lost, sent twice, torn, orphaned, dangling, of two contacts or unknown to the records; an event of each change, one each, and none made up';

/** Within which a server removes the staged files of one that was killed, in milliseconds. */
const SWEPT_AFTER = 5_000;

const killRow = (trial: string, report: KillsReport): Row => {
  const faults = [...complaints(report.broken), ...complaints(report.wrongEvents), ...report.strange];
  return {
    trial: `${report.kills} ${trial}`,
    demanded: sums,
    measured:
      `${report.calls} calls, ${report.acknowledged} acknowledged, ${report.cut} cut, ${report.repeated} repeated under ` +
      `their key, ${report.settled} settled by a status, ${report.unconfirmed} unconfirmed, ` +
      `${report.events} events delivered by ${report.deliveries} requests; left-over files gone after ${seconds(percentile([0, ...report.sweptAfter], 1))} at most; faults: ${someOf(faults)}`,
    holds: faults.length === 0,
    inBounds: report.sweptAfter.every((after) => after <= SWEPT_AFTER),
  };
};

const readyRow = (readyAfter: readonly number[], readyCost: readonly number[]): Row => ({
  trial: `${readyAfter.length} starts on what a kill left`,
  demanded: 'ready in 3 s (p95)',
  measured:
    `p50 ${milliseconds(percentile(readyAfter, 0.5))}, p95 ${milliseconds(percentile(readyAfter, 0.95))}, ` +
    `most ${milliseconds(percentile(readyAfter, 1))}; processor time p95 ${milliseconds(percentile(readyCost, 0.95))}; ` +
    `load of the machine at the end ${(loadavg()[0] as number).toFixed(0)}, processors ${availableParallelism()}`,
  holds: true,
  inBounds: percentile(readyAfter, 0.95) <= 3_000,
});

const CLIENTS = 8;

interface Series {
  readonly kills: number;
  readonly seed: number;
  readonly door: Door;
  readonly what: string;
}

const randomKillsOf =
  (series: readonly Series[], longest?: number): Part =>
  async (trial, scale) => {
    const rows: Row[] = [];
    const readyAfter: number[] = [];
    const readyCost: number[] = [];
    for (const { kills, seed, door, what } of scale === 'whole' ? series : series.slice(0, 1)) {
      const killer = atRandom(seed, scale === 'whole' ? kills : 3, CLIENTS, longest);
      const report = await runKills({ ...trial, door }, killer);
      rows.push(killRow(`kills at random moments, ${what}`, report));
      readyAfter.push(...report.readyAfter);
      readyCost.push(...report.readyCost);
    }
    return [...rows, readyRow(readyAfter, readyCost)];
  };

export const randomKills = randomKillsOf([
  { kills: 100, seed: 8, door: restDoor, what: 'over REST, WhatsApp given links' },
  { kills: 50, seed: 9, door: restDoor, what: 'over REST, WhatsApp given the bytes' },
  { kills: 50, seed: 10, door: grpcDoor, what: 'over gRPC, WhatsApp given links' },
]);

/** A database is slower to answer, so that a send takes longer. */
const SENDS_TAKE = 1_500;
export const randomKillsOnMongodb = randomKillsOf(
  [
    { kills: 150, seed: 12, door: restDoor, what: 'over REST' },
    { kills: 50, seed: 14, door: grpcDoor, what: 'over gRPC' },
  ],
  SENDS_TAKE,
);

/** One of each call, for the taste. */
const aFew: readonly Aim[] = aims.filter(
  ({ when, call }) => when === 2 && !['read', 'openat', 'unlink'].includes(call),
);

interface AimedSeries {
  readonly door: Door;
  readonly list: readonly Aim[];
  readonly what: string;
}

const aimedKillsOf = (series: readonly AimedSeries[]): Part =>
  traced('kills at system calls', sums, async (trial) => {
    const rows: Row[] = [];
    const hits: Hit[] = [];
    for (const { door, list, what } of series)
      rows.push(
        killRow(`kills at system calls, ${what}`, await runKills({ ...trial, door }, atCalls(8, list, CLIENTS, hits))),
      );
    const missed = hits.filter((hit) => hit === null).length;
    return [...rows, { trial: 'where they struck', demanded: 'all hit', measured: tally(hits), holds: missed === 0 }];
  });

export const aimedKills: Part = (trial, scale) =>
  aimedKillsOf(
    scale === 'whole'
      ? [
          { door: restDoor, list: aims, what: 'over REST' },
          { door: grpcDoor, list: aFew, what: 'over gRPC' },
        ]
      : [{ door: restDoor, list: aFew.filter((_, index) => index % 2 === 0), what: 'over REST' }],
  )(trial, scale);

export const aimedKillsOnMongodb = aimedKillsOf([{ door: restDoor, list: socketAims, what: 'over REST' }]);

const tally = (hits: readonly Hit[]): string => {
  const counts = new Map<string, number>();
  for (const hit of hits) counts.set(hit ?? 'missed', (counts.get(hit ?? 'missed') ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
};
