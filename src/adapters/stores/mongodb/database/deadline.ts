import { type Time } from '../../../../kit/timer.js';
import { isStoreFault } from './faults.js';
import { StoreFault } from '../../shared/store-fault.js';

/** How long the database may say nothing at all, in milliseconds: callers have their 503 within 2 s. */
export const LONGEST_SILENCE = 1_500;
/** How long one step may take of a database that answers others, in milliseconds: a busy one is not a lost one. */
const LONGEST_STEP = 10_000;

/**
 * Waits for a step of the database; where that has answered nobody for so long, the step counts as failed, whatever
 * becomes of it. Throws `StoreFault`, also for what the driver throws where the fault is the database's.
 */
export type Within = <A>(step: Promise<A>, silence?: number) => Promise<A>;

/** One for each database, since it goes by what all its steps are answered. */
export const makeWithin = (time: Time): Within => {
  let answeredAt = -Infinity;
  return async (step, silence = LONGEST_SILENCE) => {
    const watch = watchSilence(time, silence, () => answeredAt);
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
      else reject(new StoreFault('the database does not answer'));
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
