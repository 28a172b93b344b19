import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../../kit/process/child-environment.js';
import { asJobResult, type Job, type JobResult } from './messages.js';

/** How a job ended: with the process's own words, or with the process. */
export type Ending = JobResult | Died;

interface Died {
  readonly _tag: 'Died';
  readonly how: string;
  /** By a signal that nothing in the picture sends: for want of memory, or by the service. */
  readonly isKilled: boolean;
}

/** One process that converts, one picture at a time. */
export interface ConverterProcess {
  readonly run: (job: Job) => Promise<Ending>;
  readonly isAlive: () => boolean;
  /** Whether the service waits for this process before it ends. */
  readonly hold: (isHeld: boolean) => void;
  /** Resolves once the process is gone, its memory with it. */
  readonly end: () => Promise<void>;
}

/** One heap of glibc and no idle threads: each thread's heap would keep what it once held. */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1', UV_THREADPOOL_SIZE: '1' };
const NODE_OPTIONS = ['--v8-pool-size=0', '--max-semi-space-size=1', '--expose-gc'];

const here = fileURLToPath(import.meta.url);
/** Run from TypeScript, the process needs the loader that this one was started with. */
const loader = extname(here) === '.ts' ? process.execArgv : [];
const entry = fileURLToPath(new URL(`child${extname(here)}`, import.meta.url));

/** Starts a process, which takes 0.15 s and 60 MB, of which most are shared with the service. */
export const startConverterProcess = (): ConverterProcess => {
  const child = fork(entry, {
    execArgv: [...loader, ...NODE_OPTIONS],
    env: { ...childEnvironment(), ...ENVIRONMENT },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = goneOf(child);
  let tellDeath = (_death: Died): void => undefined;
  void gone.then((death) => tellDeath(death));
  return {
    run: (job) =>
      new Promise((resolve) => {
        const settle = (ending: Ending): void => {
          child.off('message', hear);
          tellDeath = () => undefined;
          resolve(ending);
        };
        const hear = (message: unknown): void => settle(asJobResult(message));
        child.once('message', hear);
        tellDeath = settle;
        if (child.connected) child.send(job, () => undefined);
        else void gone.then(settle);
      }),
    isAlive: () => child.connected,
    hold: (isHeld) => {
      if (isHeld) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
    end: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
};

const goneOf = (child: ChildProcess): Promise<Died> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ _tag: 'Died', how: String(error), isKilled: true }));
    child.once('exit', (code, signal) => {
      resolve({ _tag: 'Died', how: signal ?? `exit code ${code}`, isKilled: signal === 'SIGKILL' });
    });
  });
