import { fork } from 'node:child_process';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../../../../kit/process/child-environment.js';
import { RecordsUnusable } from '../faults.js';
import { readMeta } from '../file-format/page-tree.js';
import { readerOf } from '../file-format/read-file.js';
import { faultInPages } from './walk-pages.js';

const here = fileURLToPath(import.meta.url);
/** Run from TypeScript, the process needs the loader that this one was started with. */
const loader = extname(here) === '.ts' ? process.execArgv : [];
const entry = fileURLToPath(new URL(`child${extname(here)}`, import.meta.url));

/** The signals that a process gets for what it does itself. */
const OWN_FAULT: readonly unknown[] = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'];

/** How often the pages are walked again if another process wrote meanwhile. */
const ATTEMPTS = 5;

/**
 * Walks every page of a data file, and then lets a process of its own read all of it with LMDB, since LMDB trusts its
 * file and may end the process that reads it. `file` is its path for errors. Throws `RecordsUnusable` if the file is
 * damaged or not ours, or if the process was ended from outside.
 */
export const checkCopy = async (file: string, realFile: string): Promise<void> => {
  const fault = await walkPages(realFile);
  if (fault !== null) throw new RecordsUnusable({ _tag: 'Damaged', file, what: fault });
  await readWithLmdb(file, realFile);
};

const walkPages = async (realFile: string): Promise<string | null> => {
  const handle = await open(realFile, 'r');
  const read = readerOf(handle.fd);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const meta = readMeta(read);
      if (meta === null) return 'its first pages are damaged';
      const fault = await faultInPages(read, meta, setImmediate);
      if (fault === null || readMeta(read)?.transaction === meta.transaction) return fault;
      // A process that writes all the time has a sound file. What LMDB reads is one snapshot of it.
      if (attempt === ATTEMPTS) return null;
    }
  } finally {
    await handle.close();
  }
};

const readWithLmdb = async (file: string, realFile: string): Promise<void> => {
  const child = fork(entry, [realFile], {
    execArgv: loader,
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = await new Promise<Ended>((resolve) => {
    let said: Said | null = null;
    child.on('message', (message) => (said = message as Said));
    child.once('error', (cause) => resolve({ said, how: cause.message, isItsOwn: false }));
    child.once('close', (code, signal) =>
      resolve({ said, how: signal ?? `exit code ${code}`, isItsOwn: signal === null || OWN_FAULT.includes(signal) }),
    );
  });
  const { said, how, isItsOwn } = ended;
  if (said?.isOurs === false) throw new RecordsUnusable({ _tag: 'NotRecords', file });
  if (said?.fault === null) return;
  if (said === null && !isItsOwn)
    throw new RecordsUnusable({ _tag: 'OpenFailed', file, cause: `the check of it ended early (${how}); try again` });
  throw new RecordsUnusable({ _tag: 'Damaged', file, what: said?.fault ?? `reading it ends with ${how}` });
};

/** What the process found. */
export interface Said {
  readonly fault: string | null;
  /** False: the file is LMDB's, and another program's. */
  readonly isOurs: boolean;
}

interface Ended {
  /** What it said; null if it ended before it said anything. */
  readonly said: Said | null;
  readonly how: string;
  readonly isItsOwn: boolean;
}
