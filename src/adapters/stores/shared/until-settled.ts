import { MINUTE, SECOND } from '../../../domain/model/time.js';

const EVERY = SECOND;
/** Longer than a write can take to arrive. Later the message's lease handles it. */
const FOR = MINUTE;

/**
 * Calls `settle` each second until it returns true, at most for a minute. A rejection counts as false. It keeps no
 * process alive.
 */
export const untilSettled = (settle: () => Promise<boolean>): void => {
  let left = FOR / EVERY;
  const look = async (): Promise<void> => {
    left -= 1;
    if (!(await settle().catch(() => false)) && left > 0) lookLater();
  };
  const lookLater = (): void => {
    setTimeout(() => void look(), EVERY).unref();
  };
  lookLater();
};
