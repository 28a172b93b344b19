import * as E from 'fp-ts/lib/Either.js';
import { type MediaStorage } from '../domain/ports/media-storage.js';
import { type Damaged, type Round, type Stored } from '../domain/ports/store.js';
import { HOUR, SECOND } from '../domain/model/time.js';
import { type Stores } from './stores.js';
import { type Log } from '../kit/logging/log.js';

/** Work that recurs in the background. */
export interface Housekeeping {
  /** Begins nothing new and waits for the running work. */
  readonly stop: () => Promise<void>;
}

/** One more piece of work, done at once and then every hour. */
export interface Chore {
  /** What it did, for the log. */
  readonly what: string;
  /** It may take long, and ends early once `goOn` says no. */
  readonly task: (goOn: () => boolean) => Stored<Round>;
}

const EXPIRE_EVERY = 30 * SECOND;

/** Settles messages whose sender died, sweeps left-over files and drops expired records: now, and then at intervals. */
export const startHousekeeping = (
  stores: Pick<Stores, 'messages' | 'clock' | 'prune'>,
  media: Pick<MediaStorage, 'sweep'>,
  chores: readonly Chore[],
  log: Log,
  onDamaged: (damaged: Damaged) => void,
): Housekeeping => {
  const running = new Set<Promise<void>>();
  let isStopping = false;
  const run = (what: string, task: Stored<Round>): void => {
    const done = task().then(
      (result) => {
        if (E.isLeft(result)) log.warn({ err: result.left.cause }, `${what} failed`);
        else {
          const { count, damaged } = result.right;
          damaged.forEach(onDamaged);
          if (count > 0) log.info({ count }, what);
        }
      },
      (error: unknown) => log.error({ err: error }, `${what} failed`),
    );
    running.add(done);
    void done.finally(() => running.delete(done));
  };
  const expire = (): void => {
    run('messages made unconfirmed', () => stores.messages.expire(stores.clock.now(), false)());
  };
  const tidy = (): void => {
    run('left-over files removed', media.sweep);
    run('old records dropped', stores.prune);
    for (const { what, task } of chores)
      run(
        what,
        task(() => !isStopping),
      );
  };

  tidy();
  const timers = [setInterval(expire, EXPIRE_EVERY), setInterval(tidy, HOUR)];
  timers.forEach((timer) => timer.unref());
  return {
    stop: async () => {
      isStopping = true;
      timers.forEach(clearInterval);
      await Promise.all(running);
    },
  };
};
