import { type Aim, aims, atCalls, type Hit, socketAims } from './aimed-kills.js';
import { type AttackName, attacks } from './attacks.js';
import { bearAttacks, bearNoise } from './hostile-load.js';
import { type Door, grpcDoor, restDoor } from './doors.js';
import { compareGrown, type Pair } from './growth.js';
import { type Growth } from './grown-store.js';
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
import { type StoreUnderTest } from './stores.js';
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
      `their key, ${report.settled} settled by a status, ${report.unconfirmed} unconfirmed; faults: ${someOf(faults)}`,
    holds: faults.length === 0,
  };
};

const readyRow = (readyAfter: readonly number[], readyCost: readonly number[]): Row => ({
  trial: `${readyAfter.length} starts on what a kill left`,
  demanded: 'ready in 3 s (p95)',
  measured:
    `p50 ${milliseconds(percentile(readyAfter, 0.5))}, p95 ${milliseconds(percentile(readyAfter, 0.95))}, ` +
    `most ${milliseconds(percentile(readyAfter, 1))}; processor time p95 ${milliseconds(percentile(readyCost, 0.95))}`,
  holds: percentile(readyAfter, 0.95) <= 3_000,
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
      const killer = atRandom(seed, scale === 'whole' ? kills : 6, CLIENTS, longest);
      const report = await runKills({ ...trial, door }, killer);
      rows.push(killRow(`kills at random moments, ${what}`, report));
      readyAfter.push(...report.readyAfter);
      readyCost.push(...report.readyCost);
    }
    return scale === 'whole' ? [...rows, readyRow(readyAfter, readyCost)] : rows;
  };

const randomKills = randomKillsOf([
  { kills: 100, seed: 8, door: restDoor, what: 'over REST, WhatsApp given links' },
  { kills: 50, seed: 9, door: restDoor, what: 'over REST, WhatsApp given the bytes' },
  { kills: 50, seed: 10, door: grpcDoor, what: 'over gRPC, WhatsApp given links' },
]);

/** A database is slower to answer, so that a send takes longer. */
const SENDS_TAKE = 1_500;
const randomKillsOnMongodb = randomKillsOf(
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

const aimedKills: Part = (trial, scale) =>
  aimedKillsOf(
    scale === 'whole'
      ? [
          { door: restDoor, list: aims, what: 'over REST' },
          { door: grpcDoor, list: aFew, what: 'over gRPC' },
        ]
      : [{ door: restDoor, list: aFew, what: 'over REST' }],
  )(trial, scale);

const aimedKillsOnMongodb = aimedKillsOf([{ door: restDoor, list: socketAims, what: 'over REST' }]);

const tally = (hits: readonly Hit[]): string => {
  const counts = new Map<string, number>();
  for (const hit of hits) counts.set(hit ?? 'missed', (counts.get(hit ?? 'missed') ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
};

const orderOf = 'bytes synced, renamed, folder synced, record synced, WhatsApp called, outcome synced, answered';

const order: Part = traced('order of the system calls of a send', orderOf, async (trial, scale) => {
  const count = scale === 'whole' ? 100 : 10;
  const rows: Row[] = [];
  for (const door of [restDoor, grpcDoor]) {
    const { calls, inOrder, faults } = await proveOrder({ ...trial, door }, count);
    rows.push({
      trial: `order of the system calls of ${count} sends over ${door.name === 'rest' ? 'REST' : 'gRPC'}`,
      demanded: orderOf,
      measured: `${inOrder} of ${calls} in order; faults: ${someOf(faults)}`,
      holds: calls === count && inOrder === count,
    });
  }
  return rows;
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
  const report = await sayGoodbye(trial, scale === 'whole' ? 100 : 4, 5);
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
  const { tries, exactlyOne, strange } = await startTwice(trial, scale === 'whole' ? 60 : 2);
  return [
    {
      trial: `${tries} times two servers start at once`,
      demanded: 'exactly one comes up, a dead one’s lock stops nobody',
      measured: `${exactlyOne} of ${tries}; faults: ${someOf(strange)}`,
      holds: exactlyOne === tries && strange.length === 0,
    },
  ];
};

const corrupt: Part = async (trial, scale) => {
  const { cases, faults } = await corruptStores(trial, scale === 'whole' ? undefined : 2);
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
  const chosen = scale === 'whole' ? names : (['malformed multipart bodies', 'answers that nobody reads'] as const);
  const borne = await bearAttacks(trial, chosen, scale === 'whole' ? 20 : 3);
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
    const list = scale === 'whole' ? systemErrors : systemErrors.filter(({ when }) => when === '1').slice(0, 3);
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

const volumes: Part = async (trial, scale) => {
  const why = await whyNoVolumes();
  const full = 'a disk that is full to one point or another';
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

const whole: Growth = { contacts: 50_000, files: 100_000, messages: 1_000_000 };
const taste: Growth = { contacts: 100, files: 200, messages: 2_000 };
/** What a store that grew may cost more than an empty one. */
const MOST_RATIO = 1.2;

const growth: Part = async (trial, scale) => {
  const size = scale === 'whole' ? whole : taste;
  const report = await compareGrown(trial, size, scale === 'whole' ? 40 : 1);
  const many = `${size.messages.toLocaleString('en')} messages and ${size.files.toLocaleString('en')} files`;
  const row = (what: string, { empty, grown }: Pair, unit: (value: number) => string): Row => ({
    trial: `${many}: ${what}`,
    demanded: `at most ${MOST_RATIO} times an empty store's`,
    measured: `${unit(grown)} beside ${unit(empty)}: ${(grown / empty).toFixed(2)}`,
    // A few calls on a busy machine decide nothing.
    holds: scale === 'smoke' || grown <= MOST_RATIO * empty,
  });
  return [
    {
      trial: `${many}: start`,
      demanded: 'ready in 10 s',
      measured: `${milliseconds(report.readyAfter)} (made in ${seconds(report.grownIn)})`,
      holds: report.readyAfter <= 10_000,
    },
    {
      trial: `${many}: sweep`,
      demanded: 'over in 30 s',
      measured: seconds(report.sweptIn),
      holds: report.sweptIn <= 30_000,
    },
    row('median of a send', report.medianSends, milliseconds),
    row('p99 of a send', report.sends, milliseconds),
    row('p99 of a download', report.downloads, milliseconds),
    row('p99 of a page of messages', report.pages, milliseconds),
    row('memory', report.memory, megabytes),
    {
      trial: `${many}: p99 of a send while the sweep of the start runs`,
      demanded: '',
      measured: milliseconds(report.whileSweeping),
      holds: true,
    },
  ];
};

/** Everything that is done to each store, in this order: first the harness shows that it notices a broken build. */
export const parts = {
  files: {
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
    growth,
  },
  MongoDB: {
    'aimed-kills': aimedKillsOnMongodb,
    'random-kills': randomKillsOnMongodb,
    cuts,
    goodbyes,
  },
} satisfies Record<StoreUnderTest['name'], Record<string, Part>>;
