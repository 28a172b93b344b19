import { isStoreFault, StoreFault } from './faults.js';

/** How long the database may take for one step of a request, in milliseconds: callers have their 503 within 2 s. */
export const STEP_DEADLINE = 1_500;

/** Waits for a step at most so long; later it counts as failed, whatever becomes of it. Throws `StoreFault`. */
export const within = async <A>(step: Promise<A>, milliseconds = STEP_DEADLINE): Promise<A> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StoreFault('the database does not answer')), milliseconds);
  });
  try {
    return await Promise.race([step, deadline]);
  } catch (error) {
    throw isStoreFault(error) ? new StoreFault(error) : error;
  } finally {
    clearTimeout(timer);
  }
};
