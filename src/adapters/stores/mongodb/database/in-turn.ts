import { E_CANCELED, Mutex } from 'async-mutex';
import { StoreFault } from '../../shared/store-fault.js';

/** Runs work of one account after the other: within a node nobody has to try twice. */
export type InTurn = <A>(account: number, work: () => Promise<A>) => Promise<A>;

export const inTurn = (): InTurn => {
  const queues = new Map<number, Mutex>();
  return async (account, work) => {
    const queue = queues.get(account) ?? new Mutex();
    queues.set(account, queue);
    try {
      return await queue.runExclusive(() =>
        work().catch((error: unknown) => {
          // Whoever waits behind a database that does not answer would wait for it in vain, one after the other.
          if (error instanceof StoreFault) queue.cancel();
          throw error;
        }),
      );
    } catch (error) {
      throw error === E_CANCELED ? new StoreFault('an earlier step failed') : error;
    } finally {
      if (!queue.isLocked()) queues.delete(account);
    }
  };
};
