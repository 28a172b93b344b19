import { closeSync, constants, fstatSync, openSync, write, writeSync } from 'node:fs';

/** Where a log goes: lines are written in order, as long as a reader takes them. */
export interface PatientWriter {
  readonly write: (line: string) => void;
  /** Writes what waits before the process leaves, as far as it goes without waiting. */
  readonly flushSync: () => void;
}

/** What waits for a slow reader at the most, in characters; further lines are dropped. */
const MOST_WAITING = 4 * 1_048_576;
/** How long to wait before a reader that takes nothing is asked again, in milliseconds. */
const PAUSE = 50;

/**
 * Writes to a descriptor without ever holding up its process, and without keeping it alive: what cannot be written,
 * for a full disk or a reader that is gone, is dropped, and a reader that takes nothing is waited for.
 */
export const patientWriter = (descriptor: number): PatientWriter => {
  const target = withoutBlocking(descriptor);
  let waiting: string[] = [];
  let waitingLength = 0;
  let isBusy = false;

  const take = (): Buffer => {
    const bytes = Buffer.from(waiting.join(''));
    waiting = [];
    waitingLength = 0;
    return bytes;
  };
  const next = (): void => {
    isBusy = waiting.length > 0;
    if (isBusy) put(take());
  };
  const put = (bytes: Buffer): void =>
    write(target, bytes, (error, written) => {
      if (error?.code === 'EAGAIN') setTimeout(put, PAUSE, bytes).unref();
      else if (error === null && written < bytes.length) put(bytes.subarray(written));
      else next();
    });

  return {
    write: (line) => {
      if (waitingLength + line.length > MOST_WAITING) return;
      waiting.push(line);
      waitingLength += line.length;
      if (isBusy) return;
      // Lines of one turn go together, and until it ends `flushSync` has them all.
      isBusy = true;
      setImmediate(next);
    },
    flushSync: () => {
      try {
        writeSync(target, take());
      } catch {
        // No reader is left to report it to.
      }
    },
  };
};

/**
 * A pipe blocks whoever writes to it while it is full: for ever a thread of Node's pool, which the end of the process
 * then waits for. Opened again it does not, and the others that write to it are not affected.
 */
const withoutBlocking = (descriptor: number): number => {
  let opened: number | null = null;
  try {
    if (!fstatSync(descriptor).isFIFO()) return descriptor;
    opened = openSync(`/dev/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
    if (fstatSync(opened).isFIFO()) return opened;
  } catch {
    // Some systems have no such names: the pipe is used as it is.
  }
  if (opened !== null) closeSync(opened);
  return descriptor;
};
