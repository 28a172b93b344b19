import { type BrokenBuild, brokenBuilds, copyBuild } from './broken-builds.js';
import { cutUploads } from './cut-uploads.js';
import { atRandom, runKills } from './kills.js';
import { complaints } from './oracle.js';
import { proveOrder } from './order-proof.js';
import { type Trial } from './stand.js';

/** A part of the harness that judges a build: what it has against it, nothing if it lets it pass. */
type Court = (trial: Trial) => Promise<readonly string[]>;

const byOrder =
  (calls: number): Court =>
  async (trial) =>
    (await proveOrder(trial, calls)).faults;

const byKills =
  (kills: number): Court =>
  async (trial) => {
    const report = await runKills(trial, { ...atRandom(2, kills, 8), stopWhenBroken: true });
    return [...complaints(report.broken), ...complaints(report.wrongEvents), ...report.strange];
  };

const byCuts: Court = async (trial) => {
  const { staged, sent } = await cutUploads(trial, 50, 1);
  return [
    ...(staged > 0 ? [`${staged} staged files stayed`] : []),
    ...(sent > 0 ? [`${sent} cut uploads were sent`] : []),
  ];
};

type Courts = 'order' | 'kills' | 'cuts';

/** Which parts of the harness have to notice which build. */
const mustNotice: Record<keyof typeof brokenBuilds, readonly Courts[]> = {
  answersBeforeCommit: ['order', 'kills'],
  sendsBeforeCommit: ['order', 'kills'],
  noFolderSync: ['order'],
  noDataSync: ['order'],
  leavesStaged: ['cuts'],
  repeatsUnknown: ['kills'],
  forgetsEvents: ['kills'],
};

/** What one part of the harness had against one broken build. */
export interface Conviction {
  readonly build: string;
  readonly court: Courts;
  readonly charges: readonly string[];
}

export interface CatchOptions {
  readonly courts: readonly Courts[];
  /** How many calls are traced of each build. */
  readonly traced: number;
  /** The most kills that are spent on one build. */
  readonly kills: number;
  readonly builds?: readonly (keyof typeof brokenBuilds)[];
}

/** Puts builds that are broken on purpose before the parts of the harness that have to notice them. */
export const catchBrokenBuilds = async (trial: Trial, options: CatchOptions): Promise<readonly Conviction[]> => {
  const hold: Record<Courts, Court> = { order: byOrder(options.traced), kills: byKills(options.kills), cuts: byCuts };
  const names = options.builds ?? (Object.keys(brokenBuilds) as (keyof typeof brokenBuilds)[]);
  const convictions: Conviction[] = [];
  for (const name of names) {
    const build: BrokenBuild = brokenBuilds[name];
    const copy = await copyBuild(build);
    try {
      for (const court of mustNotice[name].filter((one) => options.courts.includes(one)))
        convictions.push({ build: build.name, court, charges: await hold[court]({ ...trial, dist: copy.dist }) });
    } finally {
      await copy.remove();
    }
  }
  return convictions;
};
