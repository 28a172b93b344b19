import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Killer } from './kills.js';
import { attach } from './strace.js';

/** A system call at which a server dies: the `when`-th that any one of its threads begins under load. */
export interface Aim {
  readonly call: string;
  readonly when: number;
  /** Only calls on the records file count. */
  readonly onRecords?: boolean;
}

const upTo = (most: number, call: string, onRecords = false): readonly Aim[] =>
  Array.from({ length: most }, (_, index) => ({ call, when: index + 1, onRecords }));

/**
 * Sixty aims along the way of a send: staging made and written, data synced, renamed, folder synced, record pages
 * and their root written and synced, WhatsApp called and heard, the caller answered, staging removed.
 */
export const aims: readonly Aim[] = [
  ...upTo(5, 'openat'),
  ...upTo(4, 'pwrite64'),
  ...upTo(4, 'pwritev'),
  ...upTo(6, 'fdatasync'),
  ...upTo(6, 'rename'),
  ...upTo(6, 'fsync'),
  ...upTo(8, 'pwrite64', true),
  ...upTo(8, 'fdatasync', true),
  ...upTo(8, 'writev'),
  ...upTo(2, 'read'),
  ...upTo(2, 'unlink'),
  ...upTo(1, 'connect'),
];

/** Sixty aims at what a server whose store is elsewhere does: it speaks on sockets, all of it on one thread. */
export const socketAims: readonly Aim[] = [...upTo(60, 'write'), ...upTo(60, 'writev'), ...upTo(60, 'read')].filter(
  ({ when }) => when % 3 === 0,
);

/** How many answers a server may give before it counts as missed. */
const PATIENCE = 1_000;

/** What an aimed kill hit, as strace names the call and what it was on; null for one that never came. */
export type Hit = string | null;

/** Kills at these calls, one after the other. What was hit goes into `hits`. */
export const atCalls = (seed: number, list: readonly Aim[], clients: number, hits: Hit[]): Killer => ({
  seed,
  kills: list.length,
  clients,
  strike: async (stand, server, round, load) => {
    const { call, when, onRecords = false } = list[round] as Aim;
    const log = join(stand.dataDir, '..', 'strace.log');
    const only = onRecords ? ['-P', join(stand.dataDir, 'records', 'records.mdb')] : [];
    const rule = `inject=${call}:signal=KILL:when=${when}`;
    const tracer = await attach(server.pid, ['-y', '-e', `trace=${call}`, '-e', rule, ...only], log);
    // All go home when their connections break, a moment before it is seen to be dead.
    if (!(await Promise.race([server.ended, load.answers(PATIENCE)]))) await server.ended;
    const isHit = !server.isAlive();
    await server.kill();
    await tracer.detach();
    hits.push(isHit ? lastCallOf(await readFile(log, 'latin1'), call, stand.dataDir) : null);
  },
});

/** What kind of thing the killing call was on. */
const lastCallOf = (log: string, call: string, dataDir: string): Hit => {
  const line = log
    .split('\n')
    .reverse()
    .find((text) => text.includes(`${call}(`));
  if (line === undefined) return call;
  if (line.includes('records.mdb')) return `${call} of the records`;
  if (line.includes(`${dataDir}/media/staging`)) return `${call} of a staged file`;
  if (line.includes(`${dataDir}/media/`)) return `${call} of a media folder`;
  if (line.includes('HTTP/1.1 200')) return `${call} of the answer`;
  if (line.includes('"POST /v')) return `${call} of the call to WhatsApp`;
  return line.includes('<socket:') ? `${call} of a socket` : call;
};
