import { leaveAtOnce } from './leave-at-once.js';

/** Resolves when the process is asked to stop (SIGTERM, SIGINT); a second signal leaves at once. */
export const untilSignalled = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) leaveAtOnce();
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
