import { type Batch, type Place, type Step } from './step.js';
import { type Upgrading } from './upgrading.js';

/** How often a running step logs its progress, in milliseconds. */
const EVERY = 10_000;

/** How many damaged records are named in the log. The others are only counted. */
const MOST_NAMED = 100;

/** The log lines of a step. */
export interface ProgressReport {
  readonly add: (batch: Batch<unknown>) => void;
  readonly finished: () => void;
  /** Stops logging. */
  readonly end: () => void;
}

export const reportProgress = (
  { to, name }: Pick<Step<unknown>, 'to' | 'name'>,
  { part, after }: Place<unknown>,
  { log, time }: Upgrading,
): ProgressReport => {
  const begun = time.now();
  let done = 0;
  let damaged = 0;
  const facts = () => ({ format: to, step: name, done, damaged, ms: Math.round(time.now() - begun) });

  const goesOn = part > 0 || after !== null;
  log.info({ format: to, step: name }, goesOn ? 'going on with the upgrade of the store' : 'upgrading the store');
  let stopTimer = (): void => undefined;
  const wait = (): void => {
    stopTimer = time.timer(EVERY, () => {
      log.info(facts(), 'the store is being upgraded');
      wait();
    });
  };
  wait();

  return {
    add: (batch) => {
      done += batch.count;
      for (const { text, facts: of } of batch.notes ?? []) log.info(of, text);
      for (const { record, reason } of batch.damaged) {
        damaged += 1;
        if (damaged <= MOST_NAMED) log.warn({ record, reason }, 'a damaged record was left as it is');
      }
    },
    finished: () => log.info(facts(), 'the store is upgraded'),
    end: () => stopTimer(),
  };
};
