import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { calls } from './calls.js';
import { type Answer } from './journal.js';
import { callOnce, startLoad } from './load.js';
import { sumUp } from './judge-stand.js';
import { type Broken } from './oracle.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';
import { attach } from './strace.js';
import { untilSwept } from './sweeps.js';

/** A system call that fails, the first so many times or all the while. */
export interface SystemError {
  readonly call: string;
  readonly error: 'ENOSPC' | 'EDQUOT' | 'EIO' | 'EMFILE' | 'EROFS';
  readonly onRecords?: boolean;
  /** strace's `when`: `3` is only the third of each thread, `1+` is every one. */
  readonly when: string;
}

const each = (when: readonly string[], call: string, errors: readonly SystemError['error'][], onRecords = false) =>
  errors.flatMap((error) => when.map((one): SystemError => ({ call, error, when: one, onRecords })));

const ALWAYS = ['1+'];
const ONCE = ['1', '2', '3'];

/** Each step of a send that the disk can refuse, once and for as long as it lasts. */
export const systemErrors: readonly SystemError[] = [
  ...each(ALWAYS, 'openat', ['ENOSPC', 'EMFILE', 'EROFS', 'EIO']),
  ...each(ALWAYS, 'pwrite64', ['ENOSPC', 'EDQUOT', 'EIO']),
  ...each(ALWAYS, 'pwritev', ['ENOSPC', 'EIO']),
  ...each([...ONCE, ...ALWAYS], 'fdatasync', ['EIO']),
  ...each([...ONCE, ...ALWAYS], 'rename', ['ENOSPC', 'EIO']),
  ...each(ALWAYS, 'rename', ['EROFS']),
  ...each([...ONCE, ...ALWAYS], 'fsync', ['EIO']),
  ...each(ALWAYS, 'pread64', ['EIO']),
  ...each([...ONCE, ...ALWAYS], 'pwrite64', ['ENOSPC', 'EIO'], true),
  ...each([...ONCE, ...ALWAYS], 'fdatasync', ['EIO'], true),
  ...each(['1', ...ALWAYS], 'writev', ['ENOSPC', 'EIO'], true),
  // What cannot be removed is left to a sweep, so these come last.
  ...each(['1', ...ALWAYS], 'unlink', ['EIO', 'EROFS']),
];

export interface SystemErrorsReport {
  readonly cases: number;
  readonly calls: number;
  /** Answers of 503. */
  readonly unavailable: number;
  /** Until a send passed again, in milliseconds. */
  readonly wellAfter: readonly number[];
  readonly broken: Broken;
  readonly strange: readonly string[];
}

/** How many answers a fault lasts. */
const LASTS = 30;
/** How often a send is tried, twenty times a second, before a service counts as never well again. */
const TRIES = 1_000;
/** Within which a service is well again once the fault is gone, in milliseconds: SAFETY D1. */
export const WELL_AFTER = 10_000;

const nameOf = ({ call, error, onRecords, when }: SystemError): string =>
  `${error} at ${call}${onRecords === true ? ' of the records' : ''}, ${when}`;

/** Makes system calls fail under load, one kind after the other, on one server that has to live through them all. */
export const failSystemCalls = async (trial: Trial, list: readonly SystemError[]): Promise<SystemErrorsReport> => {
  const stand = await makeStand(trial);
  const strange: string[] = [];
  const wellAfter: number[] = [];
  const source = calls(11);
  const log = join(stand.dataDir, '..', 'strace.log');
  try {
    let server = await stand.start();
    // Code that is loaded at the first call must not be what fails.
    for (let count = 0; count < 4; count += 1) await callOnce(stand, server, source.next().value);
    for (const fault of list) {
      const before = stand.journal.entries().length;
      const only = fault.onRecords === true ? ['-P', join(stand.dataDir, 'records', 'records.mdb')] : [];
      const rule = `inject=${fault.call}:error=${fault.error}:when=${fault.when}`;
      const tracer = await attach(server.pid, ['-e', `trace=${fault.call}`, '-e', rule, ...only], log);
      const load = startLoad(stand, server, source, 4);
      await load.answers(LASTS);
      const stopped = load.stop();
      await tracer.detach();
      const well = await untilWell(stand, server);
      wellAfter.push(well);
      await stopped;
      strange.push(...strangeOf(stand, before).map((what) => `${nameOf(fault)}: ${what}`));
      if (well === Infinity) strange.push(`${nameOf(fault)}: never well again`);
      if (!server.isAlive()) {
        strange.push(`${nameOf(fault)}: the server died: ${server.log().slice(-600)}`);
        server = await stand.start();
      }
      if (fault.call !== 'unlink' && (await untilSwept(stand)) === Infinity)
        strange.push(`${nameOf(fault)}: staged files stayed`);
    }
    await server.terminate();
    return { cases: list.length, wellAfter, strange, ...(await sumUp(stand)) };
  } finally {
    await stand.close();
  }
};

/** How long it takes until a send passes, in milliseconds; Infinity where none does. */
export const untilWell = async (stand: Stand, server: ServerProcess): Promise<number> => {
  const from = performance.now();
  const source = calls(12);
  for (let tries = 0; tries < TRIES && server.isAlive(); tries += 1) {
    const answer = await callOnce(stand, server, source.next().value);
    if (answer._tag === 'Acknowledged') return performance.now() - from;
    await setTimeout(50);
  }
  return Infinity;
};

/** While a store fails a call may pass, may be put off, and may have been sent without a record of its outcome. */
export const isLawful = (answer: Answer): boolean =>
  answer._tag === 'Acknowledged' ||
  (answer._tag === 'Refused' &&
    ((answer.status === 503 && answer.code === 'SERVICE_UNAVAILABLE' && answer.saysWhen) || answer.outcome !== null));

const strangeOf = ({ journal }: Stand, before: number): readonly string[] => [
  ...new Set(
    journal
      .entries()
      .slice(before)
      .flatMap(({ answers }) => answers.filter((answer) => !isLawful(answer)).map((answer) => JSON.stringify(answer))),
  ),
];
