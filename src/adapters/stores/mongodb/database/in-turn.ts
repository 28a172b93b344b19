import { E_CANCELED, Mutex } from 'async-mutex';
import { StoreFault } from '../../shared/store-fault.js';

/** Runs the work of one account one after the other, so that callers within a node do not compete. */
export type InTurn = <A>(account: number, work: () => Promise<A>) => Promise<A>;

export const inTurn = (): InTurn => {
  const queues = new Map<number, Mutex>();
  return async (account, work) => {
    const queue = queues.get(account) ?? new Mutex();
    queues.set(account, queue);
    try {
      return await queue.runExclusive(() =>
        work().catch((error: unknown) => {
          // The database does not answer, so the waiting work would fail too, one after the other.
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
