import * as E from 'fp-ts/lib/Either.js';
import { mayDeleteByAge, type ServiceTime } from '../domain/model/service-time.js';
import { MINUTE, toTimestamp } from '../domain/model/time.js';
import { type Log } from '../kit/logging/log.js';
import { orThrow } from '../kit/or-throw.js';
import { quietTime, type Time } from '../kit/time/timer.js';
import { type Stores } from './stores.js';

/** The running count. */
export interface ServiceCount {
  /** Counts nothing more, and waits for the running write. */
  readonly stop: () => Promise<void>;
}

/**
 * Counts the minutes in which this server runs, by the monotonic clock, from now until it is stopped. It notes the wall
 * clock each minute, and logs a jump. Throws `Stopped` if the store fails at the start; later it tries again each minute.
 */
export const countService = async (
  { service, clock }: Pick<Stores, 'service' | 'clock'>,
  log: Pick<Log, 'warn'>,
  { timer }: Pick<Time, 'timer'> = quietTime,
): Promise<ServiceCount> => {
  let seen = await orThrow(service.look(clock.now()));
  reportJump(log, null, seen);
  let running: Promise<void> = Promise.resolve();

  const add = async (): Promise<void> => {
    const added = await service.add(seen.minutes, clock.now())();
    if (E.isLeft(added)) return;
    reportJump(log, seen, added.right);
    seen = added.right;
  };
  const wait = (): (() => void) =>
    timer(MINUTE, () => {
      running = add().catch((err: unknown) => log.warn({ err }, 'the time in service cannot be counted'));
      stopTimer = wait();
    });
  let stopTimer = wait();

  return {
    stop: () => {
      stopTimer();
      return running;
    },
  };
};

const reportJump = (log: Pick<Log, 'warn'>, before: ServiceTime | null, time: ServiceTime): void => {
  if (mayDeleteByAge(time) || time.deletesFrom === before?.deletesFrom) return;
  log.warn(
    { clock: toTimestamp(time.seenAt ?? 0), minutes: time.deletesFrom - time.minutes },
    'the clock is over two days ahead of when the store was last used; nothing is deleted by age for 24 hours of service',
  );
};
