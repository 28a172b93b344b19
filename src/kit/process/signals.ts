import { leaveAtOnce } from './leave-at-once.js';

/**
 * A terminal and systemd signal all processes of a group, and npm, which is one of them, hands the signal on: the
 * process gets one request to stop twice. Signals this close to the first are the same request.
 */
const SAME_REQUEST_MS = 500;

/** Resolves when the process is asked to stop (SIGTERM, SIGINT). Leaves at once when it is asked again later. */
export const untilSignalled = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let firstAt: number | null = null;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (firstAt === null) {
        firstAt = performance.now();
        resolve(signal);
      } else if (performance.now() - firstAt > SAME_REQUEST_MS) leaveAtOnce();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
