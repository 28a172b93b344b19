import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { until } from '../support/until.js';
import { newPicture } from './calls.js';
import { type Customer, makeCustomer } from './customer.js';
import { callOnce } from './load.js';
import { makeStand, type Trial, withStores } from './stand.js';
import { attach } from './strace.js';

export interface OrderProof {
  readonly calls: number;
  /** Calls all of whose steps came in the order that SAFETY X1 demands. */
  readonly inOrder: number;
  /** What was out of order, a line a call. */
  readonly faults: readonly string[];
}

const TRACED = 'openat,pwrite64,pwritev,writev,write,sendmsg,sendto,read,recvfrom,fdatasync,fsync,rename,renameat2';

/** Sends new pictures one after the other under strace and reads from its log what came after what. */
export const proveOrder = async (trial: Trial, count: number): Promise<OrderProof> => {
  const customer = await makeCustomer();
  const stand = await makeStand(trial, { settings: customer.settings });
  await withStores(stand.store.settings, customer.subscribe);
  const log = join(stand.dataDir, '..', 'strace.log');
  try {
    const server = await stand.start();
    const sendOne = async (): Promise<void> => {
      const answer = await callOnce(stand, server, newPicture(20_000));
      if (answer._tag !== 'Acknowledged') throw new Error(`a call got ${JSON.stringify(answer)}`);
      await until('the endpoint to be told', () => tellings(customer) === stand.journal.entries().length);
    };
    // Code that is loaded at the first call is no part of this.
    await sendOne();
    const writesThrough = descriptorsThatWriteThrough(server.pid, join(stand.dataDir, 'records', 'records.mdb'));
    const tracer = await attach(server.pid, ['-yy', '-s', String(LONGEST_WRITE), '-e', `trace=${TRACED}`], log);
    for (let sent = 0; sent < count; sent += 1) await sendOne();
    await tracer.detach();
    await server.terminate();
    const places = {
      dataDir: stand.dataDir,
      graphPort: portOf(stand.graph.url),
      customerPort: customer.port,
      doorPorts: [portOf(server.restUrl), portOf(`tcp://${server.grpcAddress}`)],
    };
    const calls = callsOf(eventsOf(await readFile(log, 'latin1'), places, writesThrough));
    const captions = stand.journal.entries().map(({ call }) => call.id);
    const faults = calls.map((events, at) => faultOf(events, captions[at + 1])).filter((fault) => fault !== null);
    return { calls: calls.length, inOrder: calls.length - faults.length, faults };
  } finally {
    await stand.close();
    await customer.close();
  }
};

/** How many messages the endpoint was told of. */
const tellings = (customer: Customer): number => customer.heard().filter(({ type }) => type === 'message.sent').length;

/** Longer than what LMDB writes at once. */
const LONGEST_WRITE = 65_536;

const portOf = (url: string): string => new URL(url).port;

const O_DSYNC = 0o10000;

/** The descriptors of a file whose every write is on the disk when it returns. */
const descriptorsThatWriteThrough = (pid: number, file: string): ReadonlySet<string> =>
  new Set(
    readdirSync(`/proc/${pid}/fd`).filter((descriptor) => {
      if (!isLinkTo(`/proc/${pid}/fd/${descriptor}`, file)) return false;
      const flags = /flags:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8'))?.[1];
      return (Number.parseInt(flags ?? '0', 8) & O_DSYNC) !== 0;
    }),
  );

const isLinkTo = (link: string, file: string): boolean => {
  try {
    return readlinkSync(link) === file;
  } catch {
    return false;
  }
};

/** A step of a send, with the line on which it began and that on which it was done. */
interface Event {
  readonly kind:
    | 'request'
    | 'staged'
    | 'dataSync'
    | 'rename'
    | 'folderSync'
    | 'pages'
    | 'recordSync'
    | 'root'
    | 'graph'
    | 'heard'
    | 'answer'
    | 'told';
  readonly path: string;
  /** Where a file was renamed to; what was written, of pages of the records. */
  readonly target: string;
  readonly begun: number;
  readonly done: number;
}

interface Places {
  readonly dataDir: string;
  readonly graphPort: string;
  readonly customerPort: string;
  readonly doorPorts: readonly string[];
}

/** Reads strace's lines, of which those of a call that others interrupted come in two. */
const eventsOf = (log: string, places: Places, writesThrough: ReadonlySet<string>): readonly Event[] => {
  const unfinished = new Map<string, { readonly text: string; readonly begun: number }>();
  const events: Event[] = [];
  log.split('\n').forEach((line, number) => {
    const [, thread = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (text.endsWith('<unfinished ...>')) return void unfinished.set(thread, { text, begun: number });
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
    const before = rest === undefined ? undefined : unfinished.get(thread);
    if (rest !== undefined && before === undefined) return;
    const whole = before === undefined ? text : before.text.replace(/ *<unfinished ...>$/, '') + rest;
    const event = eventOf(whole, places, writesThrough);
    if (event !== null) events.push({ ...event, begun: before?.begun ?? number, done: number });
  });
  return events.sort((one, other) => one.begun - other.begun);
};

const eventOf = (
  text: string,
  { dataDir, graphPort, customerPort, doorPorts }: Places,
  writesThrough: ReadonlySet<string>,
): Pick<Event, 'kind' | 'path' | 'target'> | null => {
  const [, call = '', inside = ''] = /^(\w+)\((.*)$/.exec(text) ?? [];
  if (/= -1 E/.test(text)) return null;
  const [, descriptor = '', path = ''] = /^(\d+)<(.*?)>(?=[,)])/.exec(inside) ?? [];
  const of = (kind: Event['kind'], target = '') => ({ kind, path, target });
  const staging = `${dataDir}/media/staging/`;
  const isWrite = ['write', 'writev', 'sendmsg', 'sendto'].includes(call);
  const isRead = ['read', 'recvfrom'].includes(call);
  const isCaller = doorPorts.some((port) => path.includes(`:${port}->`));
  const isGraph = path.includes(`->127.0.0.1:${graphPort}`);
  if (call.startsWith('rename')) {
    const [from = '', to = ''] = [...inside.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return from.startsWith(staging) ? { kind: 'rename', path: from, target: to } : null;
  }
  if (call === 'openat') {
    const opened = /"([^"]*)"/.exec(inside)?.[1] ?? '';
    return opened.startsWith(staging) ? { kind: 'staged', path: opened, target: '' } : null;
  }
  if (path.startsWith(staging)) return call === 'fdatasync' || call === 'fsync' ? of('dataSync') : null;
  if (path.endsWith('/records.mdb')) {
    if (call === 'fdatasync' || call === 'fsync') return of('recordSync');
    if (!call.startsWith('pwrite') && call !== 'writev') return null;
    return writesThrough.has(descriptor) ? of('root') : of('pages', inside);
  }
  if (path.startsWith(`${dataDir}/media/`)) return call === 'fsync' ? of('folderSync') : null;
  if (isGraph) return isWrite ? of('graph') : isRead ? of('heard') : null;
  if (path.includes(`->127.0.0.1:${customerPort}`)) return isWrite ? of('told') : null;
  if (isCaller) return isWrite ? of('answer') : isRead ? of('request') : null;
  return null;
};

/** The events of each call: it begins with its staged file, and nothing runs beside it. */
const callsOf = (events: readonly Event[]): readonly (readonly Event[])[] => {
  const starts = events.flatMap((event, index) => (event.kind === 'staged' ? [index] : []));
  return starts.map((start, index) => events.slice(start, starts[index + 1]));
};

/** Why the call with a caption was out of order; null where it was not. */
const faultOf = (events: readonly Event[], caption = ''): string | null => {
  const staged = events[0]?.path;
  const find = (kind: Event['kind'], after: number, path?: string): Event | undefined =>
    events.find((event) => event.kind === kind && event.begun > after && (path === undefined || event.path === path));
  const rename = find('rename', -1);
  if (rename === undefined) return 'nothing was renamed';
  const dataSync = find('dataSync', -1, staged);
  if (dataSync === undefined || dataSync.done > rename.begun) return 'the data were not synced before the rename';
  const folder = find('folderSync', rename.done, dirname(rename.target));
  if (folder === undefined) return 'the folder was not synced after the rename';
  const graph = find('graph', -1);
  if (graph === undefined) return 'WhatsApp was not called';
  if (folder.done > graph.begun) return 'WhatsApp was called before the folder was synced';
  const opened = commitAfter(find, folder.done);
  if (opened === null || opened > graph.begun) return 'WhatsApp was called before the record was synced';
  const heard = find('heard', graph.done);
  if (heard === undefined) return 'WhatsApp was not heard';
  const answer = find('answer', heard.done);
  if (answer === undefined) return 'the caller was not answered';
  const settled = commitAfter(find, heard.done);
  if (settled === null || settled > answer.begun) return 'the answer came before the outcome was synced';
  const isItsEvent = new RegExp(`message\\.sent(?:(?!message\\.).){0,2000}?${caption}`);
  const written = events.find(
    ({ kind, target, begun }) => kind === 'pages' && begun > heard.done && isItsEvent.test(target),
  );
  if (written === undefined || written.done > settled) return 'the event was not in the write of the outcome';
  const told = find('told', -1);
  if (told === undefined) return 'the endpoint was not told';
  return told.begun < settled ? 'the endpoint was told before the outcome was synced' : null;
};

/** When a commit that begins later is on the disk: pages synced, and then their root, which writes through. */
const commitAfter = (find: (kind: Event['kind'], after: number) => Event | undefined, after: number): number | null => {
  const pages = find('recordSync', after);
  const root = pages === undefined ? undefined : find('root', pages.done);
  return root?.done ?? null;
};
