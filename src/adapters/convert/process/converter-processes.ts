import { SECOND } from '../../../domain/model/time.js';
import { quietTimer, type Timer } from '../../../kit/time/timer.js';
import { type ConverterProcess, type Ending, startConverterProcess } from './converter-process.js';
import { type Job } from './messages.js';

/** How a conversion ended. */
export type ConversionEnding = Ending | { readonly _tag: 'TooSlow' } | { readonly _tag: 'HungUp' };

export interface ConverterProcesses {
  /**
   * Converts in a process of its own that is gone, its memory with it, when this resolves; it is killed when the caller
   * hangs up. A process that made something `light` is kept for the next one for a while.
   */
  readonly run: (job: Job, weight: 'light' | 'heavy', signal: AbortSignal) => Promise<ConversionEnding>;
}

/** Milliseconds for one picture. Twenty-five megapixels take 2 to 5 s. */
const LONGEST = 30 * SECOND;
/** Milliseconds that an idle process is kept. */
const KEPT_IDLE = 10 * SECOND;

/** Starts processes as they are needed; keeps one that is idle. */
export const makeConverterProcesses = (
  start: () => ConverterProcess = startConverterProcess,
  timer: Timer = quietTimer,
): ConverterProcesses => {
  let idle: { readonly worker: ConverterProcess; readonly stop: () => void } | null = null;

  const take = (): ConverterProcess => {
    const kept = idle;
    if (kept === null) return start();
    idle = null;
    kept.stop();
    if (!kept.worker.isAlive()) return start();
    kept.worker.hold(true);
    return kept.worker;
  };

  const keep = async (worker: ConverterProcess): Promise<void> => {
    if (idle !== null || !worker.isAlive()) return worker.end();
    const stop = timer(KEPT_IDLE, () => {
      idle = null;
      void worker.end();
    });
    worker.hold(false);
    idle = { worker, stop };
  };

  return {
    run: async (job, weight, signal) => {
      const worker = take();
      const cut = cutShort(signal, timer);
      const ending = await Promise.race([worker.run(job), cut.ending]);
      cut.end();
      const isReusable = weight === 'light' && (ending._tag === 'Converted' || ending._tag === 'Refused');
      await (isReusable ? keep(worker) : worker.end());
      return ending;
    },
  };
};

/** What ends a conversion before it is done. */
const cutShort = (signal: AbortSignal, timer: Timer) => {
  let stop = (): void => undefined;
  let hangUp = (): void => undefined;
  const ending = new Promise<ConversionEnding>((resolve) => {
    stop = timer(LONGEST, () => resolve({ _tag: 'TooSlow' }));
    hangUp = () => resolve({ _tag: 'HungUp' });
    signal.addEventListener('abort', hangUp, { once: true });
    if (signal.aborted) hangUp();
  });
  return {
    ending,
    end: () => {
      stop();
      signal.removeEventListener('abort', hangUp);
    },
  };
};
