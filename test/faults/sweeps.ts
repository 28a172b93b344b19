import { type ServerProcess } from './server-process.js';
import { type Stand } from './stand.js';
import { timeUntil } from './time-until.js';

/** Starts a server whose first sweep is over. */
export const startSwept = async (stand: Stand): Promise<ServerProcess> => {
  await stand.store.litter();
  const server = await stand.start();
  if ((await untilSwept(stand)) === Infinity) throw new Error('the sweep of the start does not end');
  return server;
};

/** Waits until there are no staged files, which is how long that takes in milliseconds; Infinity where some stay. */
export const untilSwept = ({ store }: Pick<Stand, 'store'>): Promise<number> =>
  timeUntil('the staged files to be gone', async () => (await store.staged()) === 0);
