import { reportProgress } from './report-progress.js';
import { type Batch, type Place, type Step } from './step.js';
import { type Upgrading } from './upgrading.js';

/** A step that this process runs. */
export interface RunningStep<Part, Key> {
  readonly place: Place<Key>;
  /**
   * Does the batch at a place, and keeps the place behind it so that the batch is never applied twice. Answers null
   * where another process runs the step by now. Throws where the store fails: nothing is lost, the place stays.
   */
  readonly batch: (part: Part, place: Place<Key>) => Promise<(Batch<Key> & { readonly next: Place<Key> }) | null>;
  /** Keeps that the step is done. */
  readonly finish: () => Promise<void>;
  /** Lets another process go on with the step. */
  readonly pause: () => Promise<void>;
}

/** What a store gives to be upgraded. */
export interface UpgradableStore<Part, Key> {
  /** The format up to which everything is done. */
  readonly finished: () => Promise<number>;
  /**
   * Begins a step, or goes on with it. Waits while another process runs it. Answers null where it is done by now, or
   * `stopping` is aborted.
   */
  readonly begin: (to: number) => Promise<RunningStep<Part, Key> | null>;
}

/** The process is to end before its store is up to date; the upgrade goes on at the next start. */
export interface UpgradeStopped {
  readonly _tag: 'UpgradeStopped';
}

export const upgradeStopped: UpgradeStopped = { _tag: 'UpgradeStopped' };

/** Brings a store up to its newest format, one step after the other. `stopped` where it goes on at the next start. */
export const runSteps = async <Part, Key>(
  store: UpgradableStore<Part, Key>,
  steps: readonly Step<Part>[],
  upgrading: Upgrading,
): Promise<'done' | 'stopped'> => {
  for (;;) {
    const finished = await store.finished();
    const step = steps.find(({ to }) => to === finished + 1);
    if (step === undefined) return 'done';
    if (upgrading.stopping.aborted) return 'stopped';
    const running = await store.begin(step.to);
    if (running !== null) await runStep(step, running, upgrading);
  }
};

const runStep = async <Part, Key>(
  step: Step<Part>,
  running: RunningStep<Part, Key>,
  upgrading: Upgrading,
): Promise<void> => {
  const report = reportProgress(step, running.place, upgrading);
  try {
    for (let { place } = running; ;) {
      if (upgrading.stopping.aborted) return await running.pause();
      const part = step.parts[place.part];
      if (part === undefined) break;
      const done = await running.batch(part, place);
      if (done === null) return;
      report.add(done);
      place = done.next;
    }
    await running.finish();
    report.finished();
  } catch (error) {
    // What failed is the reason to tell; a place that stays taken is given up by the death of this process.
    await running.pause().catch(() => undefined);
    throw error;
  } finally {
    report.end();
  }
};
