import { realTimer, type Timer } from '../../kit/time/timer.js';

const TICK_MS = 50;

/**
 * The outcome of some work, or `late()` once it has taken so many milliseconds. Time in which the process itself
 * stood still does not count: each tick counts once, however late it comes, so that a busy moment refuses no file.
 */
export const withinTime = async <A>(
  work: Promise<A>,
  milliseconds: number,
  late: () => A,
  timer: Timer = realTimer,
): Promise<A> => {
  let stopTimer = (): void => undefined;
  const tooLate = new Promise<A>((resolve) => {
    const wait = (ticks: number): void => {
      stopTimer = timer(TICK_MS, () => (ticks > 1 ? wait(ticks - 1) : resolve(late())));
    };
    wait(Math.ceil(milliseconds / TICK_MS));
  });
  return Promise.race([work, tooLate]).finally(() => stopTimer());
};
