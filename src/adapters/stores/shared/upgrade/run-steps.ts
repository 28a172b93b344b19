import { reportProgress } from './report-progress.js';
import { type Batch, type Place, type Step } from './step.js';
import { type Upgrading } from './upgrading.js';

/** A step that this process runs. */
export interface RunningStep<Part, Key> {
  readonly place: Place<Key>;
  /**
   * Does the batch at a place, and stores the place after it, so that the batch is never applied twice. Null if another
   * process has taken the step over. Throws if the store fails: nothing is lost, and the place stays.
   */
  readonly batch: (part: Part, place: Place<Key>) => Promise<(Batch<Key> & { readonly next: Place<Key> }) | null>;
  /** Records that the step is done. */
  readonly finish: () => Promise<void>;
  /** Lets another process continue the step. */
  readonly pause: () => Promise<void>;
}

/** What a store provides for its upgrade. */
export interface UpgradableStore<Part, Key> {
  /** The format up to which all steps are done. */
  readonly finished: () => Promise<number>;
  /**
   * Begins or continues a step. Waits while another process runs it. Null if the step is done by now, or `stopping` is
   * aborted.
   */
  readonly begin: (to: number) => Promise<RunningStep<Part, Key> | null>;
}

/** The process has to end before its store is up to date. The next start continues the upgrade. */
export interface UpgradeStopped {
  readonly _tag: 'UpgradeStopped';
}

export const upgradeStopped: UpgradeStopped = { _tag: 'UpgradeStopped' };

/** Brings a store up to its newest format, one step after the other. `stopped` if the next start has to continue. */
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
    // The first failure is the one to report. If the lock stays, it expires with this process.
    await running.pause().catch(() => undefined);
    throw error;
  } finally {
    report.end();
  }
};
