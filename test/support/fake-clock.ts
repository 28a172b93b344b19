import { type Clock } from '../../src/domain/ports/clock.js';

/** A clock that a test moves. */
export interface FakeClock extends Clock {
  /** Lets time pass, from sleeper to sleeper, and all that they do meanwhile. */
  readonly pass: (milliseconds: number) => Promise<void>;
  /** Sets the time at once, as for a machine that was asleep, and lets everybody wake up. */
  readonly jump: (milliseconds: number) => Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Everything that waits for nothing but promises has happened by then. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const fakeClock = (start: number): FakeClock => {
  let now = start;
  let sleepers: Sleeper[] = [];

  const wakeNext = (until: number): boolean => {
    const [next] = sleepers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
    if (next === undefined) return false;
    sleepers = sleepers.filter((sleeper) => sleeper !== next);
    now = Math.max(now, next.at);
    next.wake();
    return true;
  };
  const pass = async (milliseconds: number): Promise<void> => {
    const end = now + milliseconds;
    do await quiet();
    while (wakeNext(end));
    now = end;
  };

  return {
    now: () => now,
    elapsed: () => now - start,
    sleep: (milliseconds) => () => new Promise((wake) => void sleepers.push({ at: now + milliseconds, wake })),
    pass,
    jump: async (milliseconds) => {
      now += milliseconds;
      await pass(0);
    },
  };
};
