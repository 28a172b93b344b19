import { type Aim, aims, atCalls, type Hit } from './aimed-kills.js';
import { type AttackName, attacks } from './attacks.js';
import { bearAttacks, bearNoise } from './hostile-load.js';
import { failSystemCalls, systemErrors, type SystemErrorsReport } from './system-errors.js';
import { fillDisks, readOnlyStart } from './full-disks.js';
import { runOutOfHandles } from './few-handles.js';
import { whyNoVolumes } from './volumes.js';
import { catchBrokenBuilds } from './catch-broken-builds.js';
import { corruptStores } from './corrupt-stores.js';
import { cutUploads } from './cut-uploads.js';
import { sayGoodbye } from './goodbyes.js';
import { atRandom, type KillsReport, runKills } from './kills.js';
import { complaints } from './oracle.js';
import { proveOrder } from './order-proof.js';
import { type Part } from './part.js';
import { megabytes, milliseconds, percentile, type Row, seconds, someOf } from './report.js';
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

const attackRows: Part = async (trial, scale) => {
  const names = Object.keys(attacks) as AttackName[];
  const chosen = scale === 'whole' ? names : (['malformed multipart bodies', 'connection churn'] as const);
  const borne = await bearAttacks(trial, chosen, scale === 'whole' ? 20 : 4);
  return borne.map((one) => {
    const reads =
      one.attack === 'unauthenticated uploads of 100 MiB' ? ` ${megabytes(one.readForEach / MIB)} read for each;` : '';
    const faults = [
      ...one.faults,
      ...(Math.abs(one.handles) > 2 ? [`${one.handles} handles more`] : []),
      ...(one.growth > MOST_GROWTH ? [`${megabytes(one.growth)} more memory`] : []),
      ...(reads !== '' && one.readForEach > 2 * MIB ? ['more than 2 MiB read for each'] : []),
    ];
    return {
      trial: `${one.report.tried} × ${one.attack}`,
      demanded: 'no 5xx, no staged file, ±2 handles, at most 200 MiB more memory',
      measured:
        `${one.report.figures};${reads} ${megabytes(one.growth)} more at most, ${one.handles} handles more; a quiet ` +
        `caller's p99 ${milliseconds(one.quietBefore)} before, ${milliseconds(one.quietMeanwhile)} meanwhile; ` +
        `faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    };
  });
};

const MIB = 1_048_576;
/** In MiB: SAFETY U1's figure for the heaviest load that it names. */
const MOST_GROWTH = 200;

const noise: Part = async (trial, scale) => {
  if (scale === 'smoke') return [];
  const { alone, beside, noise, faults } = await bearNoise(trial, 5, 15);
  const ratio = percentile(
    beside.map((value, index) => value / (alone[index] as number)),
    0.5,
  );
  return [
    {
      trial: 'an account at ten times its limit beside a quiet one',
      demanded: 'the quiet one’s p99 at most doubled',
      measured:
        `median ratio ${ratio.toFixed(2)} (p99 ${alone.map(milliseconds).join(', ')} alone, ` +
        `${beside.map(milliseconds).join(', ')} beside it; the noise: ${noise}); faults: ${someOf(faults)}`,
      holds: ratio <= 2 && faults.length === 0,
    },
  ];
};

const systemErrorRows: Part = traced(
  'system calls that fail',
  'put off or told to be unknown, alive, well again in 10 s',
  async (trial, scale) => {
    const list = scale === 'whole' ? systemErrors : systemErrors.filter(({ when }) => when === '1').slice(0, 4);
    const report = await failSystemCalls(trial, list);
    return [disturbed(`${report.cases} kinds of failing system calls (ENOSPC, EDQUOT, EIO, EMFILE, EROFS)`, report)];
  },
);

const disturbed = (trial: string, report: SystemErrorsReport): Row => {
  const faults = [...complaints(report.broken), ...report.strange];
  return {
    trial,
    demanded: '503 or an outcome that is told to be unknown; alive; well again in 10 s; no staged file',
    measured:
      `${report.calls} calls, ${report.unavailable} × 503, well again after ${seconds(percentile(report.wellAfter, 1))} ` +
      `at most; faults: ${someOf(faults)}`,
    holds: faults.length === 0,
  };
};

const volumes: Part = async (trial) => {
  const why = await whyNoVolumes();
  const full = 'a disk that is full to eleven points';
  const readOnly = 'a start on a read-only disk';
  if (why !== null)
    return [full, readOnly].map((trial) => ({ trial, demanded: 'as above', measured: why, holds: null }));
  const faults = await readOnlyStart(trial);
  return [
    disturbed(full, await fillDisks(trial)),
    {
      trial: readOnly,
      demanded: 'exit 78, the file named; starts once it may write',
      measured: `faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};

const handles: Part = async (trial) => {
  const { connections, load, wellAfter, strange } = await runOutOfHandles(trial);
  const spins = load > 0.5;
  return [
    {
      trial: `${connections} connections where there are handles for 20`,
      demanded: 'no crash, no spin, well again in 10 s',
      measured: `${(load * 100).toFixed(0)} % of a processor, well again after ${seconds(wellAfter)}; faults: ${someOf(strange)}`,
      holds: !spins && strange.length === 0,
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
  'system-errors': systemErrorRows,
  volumes,
  handles,
  attacks: attackRows,
  noise,
} satisfies Record<string, Part>;
