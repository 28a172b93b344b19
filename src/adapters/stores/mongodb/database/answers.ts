import { StoreFault } from '../../shared/store-fault.js';
import { OddAnswer } from './faults.js';

/**
 * How many documents a write found, of an answer in which other servers than MongoDB may leave it out. Throws
 * `StoreFault`: a write of which nothing is known counts as one that was not answered.
 */
export const counted = (count: unknown, command: string): number => {
  if (isCount(count)) return count;
  throw new StoreFault(new OddAnswer(command));
};

/** Whether a value can be a count, an id or a revision. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
