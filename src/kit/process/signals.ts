import { leaveAtOnce } from './leave-at-once.js';

/**
 * A terminal and systemd signal all processes of a group, and npm, which is one of them, hands the signal on: the
 * process gets one request to stop twice. Signals this close to the first are the same request.
 */
const SAME_REQUEST_MS = 500;

/** Listens for requests to stop, until it ends. */
export interface SignalWatch {
  /** Resolves when the process is asked to stop (SIGTERM, SIGINT). */
  readonly asked: Promise<NodeJS.Signals>;
  readonly end: () => void;
}

/** The process leaves at once when it is asked again later. */
export const watchSignals = (): SignalWatch => {
  let onSignal: (signal: NodeJS.Signals) => void = () => undefined;
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    let firstAt: number | null = null;
    onSignal = (signal) => {
      if (firstAt === null) {
        firstAt = performance.now();
        resolve(signal);
      } else if (performance.now() - firstAt > SAME_REQUEST_MS) leaveAtOnce();
    };
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  return {
    asked,
    end: () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, onSignal);
    },
  };
};

/** Resolves when the process is asked to stop (SIGTERM, SIGINT). Leaves at once when it is asked again later. */
export const untilSignalled = (): Promise<NodeJS.Signals> => watchSignals().asked;
