import { type Time } from '../../../../kit/time/timer.js';
import { isStoreFault, NoAnswer } from './faults.js';
import { StoreFault } from '../../shared/store-fault.js';

/** How long the database may answer no step at all, in milliseconds, so that callers get their 503 within 2 s. */
export const LONGEST_SILENCE = 1_500;
/** How long the database may be silent where no caller waits for a single step, in milliseconds. */
export const PATIENCE = 10_000;
/** How long one step may take while the database answers others, in milliseconds: it is busy, not lost. */
const LONGEST_STEP = 10_000;

/**
 * Waits for a step of the database. If the database has answered no step for `silence`, the step counts as failed, even
 * if it is still carried out. Throws `StoreFault`, also for errors of the driver that are the database's fault.
 */
export type Within = <A>(step: Promise<A>, silence?: number) => Promise<A>;

/**
 * Each database needs its own, because it considers the answers to all its steps. No step fails before a silence of
 * `least`.
 */
export const makeWithin = (time: Time, least: number): Within => {
  let answeredAt = -Infinity;
  return async (step, silence = least) => {
    const watch = watchSilence(time, Math.max(least, silence), () => answeredAt);
    try {
      const answer = await Promise.race([step, watch.tooLong]);
      answeredAt = time.now();
      return answer;
    } catch (error) {
      throw isStoreFault(error) ? new StoreFault(error) : error;
    } finally {
      watch.end();
    }
  };
};

interface Watch {
  /** Rejects once the silence has lasted too long. */
  readonly tooLong: Promise<never>;
  readonly end: () => void;
}

const watchSilence = ({ timer, now }: Time, silence: number, answeredAt: () => number): Watch => {
  const begun = now();
  let stopTimer = (): void => undefined;
  const left = (): number => {
    const at = now();
    return Math.min(silence - (at - Math.max(begun, answeredAt())), LONGEST_STEP + silence - (at - begun));
  };
  const tooLong = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      if (left() > 0) wait();
      else reject(new StoreFault(new NoAnswer()));
    };
    const wait = (): void => {
      // Answers that came while this process was busy are read first.
      stopTimer = timer(Math.max(1, left()), () => (left() > 0 ? wait() : setImmediate(giveUp)));
    };
    wait();
  });
  tooLong.catch(() => undefined);
  return { tooLong, end: () => stopTimer() };
};
