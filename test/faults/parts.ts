import { type Aim, aims, atCalls, type Hit } from './aimed-kills.js';
import { catchBrokenBuilds } from './catch-broken-builds.js';
import { corruptStores } from './corrupt-stores.js';
import { cutUploads } from './cut-uploads.js';
import { sayGoodbye } from './goodbyes.js';
import { atRandom, type KillsReport, runKills } from './kills.js';
import { complaints } from './oracle.js';
import { proveOrder } from './order-proof.js';
import { type Part } from './part.js';
import { milliseconds, percentile, type Row, seconds, someOf } from './report.js';
import { startTwice } from './starts.js';
import { whyNoStrace } from './strace.js';

/** A part that needs strace; where there is none its row says so. */
const traced =
  (trial: string, demanded: string, part: Part): Part =>
  async (...given) => {
    const why = whyNoStrace();
    return why === null ? part(...given) : [{ trial, demanded, measured: why, holds: null }];
  };

const sums = 'nothing lost, sent twice, torn, orphaned, dangling or unknown to the records';

const killRow = (trial: string, report: KillsReport): Row => {
  const faults = [...complaints(report.broken), ...report.strange];
  return {
    trial: `${report.kills} ${trial}`,
    demanded: sums,
    measured:
      `${report.calls} calls, ${report.acknowledged} acknowledged, ${report.cut} cut, ${report.repeated} repeated under ` +
      `their key, ${report.unconfirmed} unconfirmed; faults: ${someOf(faults)}`,
    holds: faults.length === 0,
  };
};

const readyRow = (readyAfter: readonly number[]): Row => ({
  trial: `${readyAfter.length} starts on what a kill left`,
  demanded: 'ready in 3 s (p95)',
  measured: `p95 ${milliseconds(percentile(readyAfter, 0.95))}, most ${milliseconds(percentile(readyAfter, 1))}`,
  holds: percentile(readyAfter, 0.95) <= 3_000,
});

const CLIENTS = 8;

const randomKills: Part = async (trial, scale) => {
  const [byLink, byUpload] = scale === 'whole' ? [150, 50] : [8, 0];
  const one = await runKills(trial, atRandom(8, byLink, CLIENTS));
  const rows = [killRow('kills at random moments, WhatsApp given links', one)];
  if (byUpload === 0) return [...rows, readyRow(one.readyAfter)];
  const other = await runKills(trial, atRandom(9, byUpload, CLIENTS));
  return [
    ...rows,
    killRow('kills at random moments, WhatsApp given the bytes', other),
    readyRow([...one.readyAfter, ...other.readyAfter]),
  ];
};

/** One of each call, for the taste. */
const aFew: readonly Aim[] = aims.filter(({ when, call }) => when === 2 && call !== 'read');

const aimedKills: Part = traced('kills at system calls', sums, async (trial, scale) => {
  const hits: Hit[] = [];
  const report = await runKills(trial, atCalls(8, scale === 'whole' ? aims : aFew, CLIENTS, hits));
  const missed = hits.filter((hit) => hit === null).length;
  return [
    { ...killRow('kills at system calls', report), ...(missed > 0 ? { holds: false } : {}) },
    { trial: 'where they struck', demanded: 'all hit', measured: tally(hits), holds: missed === 0 },
  ];
});

const tally = (hits: readonly Hit[]): string => {
  const counts = new Map<string, number>();
  for (const hit of hits) counts.set(hit ?? 'missed', (counts.get(hit ?? 'missed') ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
};

const orderOf = 'bytes synced, renamed, folder synced, record synced, WhatsApp called, outcome synced, answered';

const order: Part = traced('order of the system calls of a send', orderOf, async (trial, scale) => {
  const count = scale === 'whole' ? 100 : 10;
  const { calls, inOrder, faults } = await proveOrder(trial, count);
  return [
    {
      trial: `order of the system calls of ${count} sends`,
      demanded: orderOf,
      measured: `${inOrder} of ${calls} in order; faults: ${someOf(faults)}`,
      holds: calls === count && inOrder === count,
    },
  ];
});

const brokenBuildRows: Part = async (trial, scale) => {
  const why = whyNoStrace();
  const courts = [
    ...(why === null ? (['order'] as const) : []),
    'cuts' as const,
    ...(scale === 'whole' ? (['kills'] as const) : []),
  ];
  const convictions = await catchBrokenBuilds(trial, { courts, kills: 100 });
  const rows = convictions.map(({ build, court, charges }) => ({
    trial: `a build that ${build}`,
    demanded: `noticed by ${{ order: 'the order of system calls', kills: 'random kills', cuts: 'cut uploads' }[court]}`,
    measured: charges[0] ?? 'passed for sound',
    holds: charges.length > 0,
  }));
  const demanded = 'noticed by the order of system calls';
  return why === null ? rows : [...rows, { trial: 'builds that sync too late', demanded, measured: why, holds: null }];
};

const cuts: Part = async (trial, scale) => {
  const { uploads, sent, staged } = await cutUploads(trial, scale === 'whole' ? 300 : 60, 4);
  return [
    {
      trial: `${uploads} uploads cut at random points`,
      demanded: 'none sent, no staged file after 5 s',
      measured: `${sent} sent, ${staged} staged files`,
      holds: sent === 0 && staged === 0,
    },
  ];
};

const goodbyes: Part = async (trial, scale) => {
  const report = await sayGoodbye(trial, scale === 'whole' ? 100 : 5, 5);
  const faults = [...complaints(report.broken), ...report.strange];
  return [
    {
      trial: `${report.goodbyes} times SIGTERM under load`,
      demanded: 'exit 0, all that runs is finished, no message without its outcome',
      measured:
        `${report.calls} calls, ${report.refused} came too late, ${report.cut} closed before they were begun; left ` +
        `after ${seconds(percentile(report.leftAfter, 0.95))} (p95); faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};

const starts: Part = async (trial, scale) => {
  const { tries, exactlyOne, strange } = await startTwice(trial, scale === 'whole' ? 60 : 3);
  return [
    {
      trial: `${tries} times two servers start at once`,
      demanded: 'exactly one comes up, a dead one’s lock stops nobody',
      measured: `${exactlyOne} of ${tries}; faults: ${someOf(strange)}`,
      holds: exactlyOne === tries && strange.length === 0,
    },
  ];
};

const corrupt: Part = async (trial) => {
  const { cases, faults } = await corruptStores(trial);
  return [
    {
      trial: `${cases} damaged stores`,
      demanded: 'damaged records stop the start and are named, damaged media fail their own requests only',
      measured: `faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};

/** Everything that is done, in this order: first of all the harness shows that it notices a broken build. */
export const parts = {
  'broken-builds': brokenBuildRows,
  order,
  'aimed-kills': aimedKills,
  'random-kills': randomKills,
  cuts,
  goodbyes,
  starts,
  corrupt,
} satisfies Record<string, Part>;
