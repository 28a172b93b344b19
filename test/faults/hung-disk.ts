import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { newPicture } from './calls.js';
import { type Answer, type Call } from './journal.js';
import { callOnce } from './load.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';
import { attach } from './strace.js';

/** What came of a request whose record the disk took too late. */
export interface HungReport {
  /** The answer while the disk hung, and how long it took in milliseconds. */
  readonly first: Answer;
  readonly firstAfter: number;
  /** The last answer of the same request, sent again until it was acknowledged. */
  readonly again: Answer;
  /** From when the disk answered on, in milliseconds. */
  readonly againAfter: number;
  /** How many times WhatsApp got it. */
  readonly sent: number;
}

/** Longer than the disk hangs. */
const HANGS = 60_000_000;
/** How often the request is sent again, four times a second. */
const TRIES = 60;

/** Lets the disk hang at the commit that opens a message, until its caller has an answer, and sends it again. */
export const hangAtOpening = async (trial: Trial): Promise<HungReport> => {
  const stand = await makeStand(trial);
  try {
    const server = await stand.start();
    const known = newPicture(20_000);
    await callOnce(stand, server, known);
    // The same contact and file again: the one write is the one that opens the message.
    const call: Call = { ...known, id: randomBytes(12).toString('hex'), key: 'hung' };
    const records = join(stand.dataDir, 'records', 'records.mdb');
    const rule = `inject=fdatasync,fsync,msync:delay_enter=${HANGS}`;
    const log = join(stand.dataDir, '..', 'strace.log');
    const tracer = await attach(server.pid, ['-e', 'trace=fdatasync,fsync,msync', '-e', rule, '-P', records], log);
    const begun = performance.now();
    const first = await callOnce(stand, server, call);
    const firstAfter = performance.now() - begun;
    await tracer.detach();
    const { again, againAfter } = await untilAcknowledged(stand, server, call);
    const sent = stand.graph.accepted().filter(({ caption }) => caption === call.id).length;
    await server.terminate();
    return { first, firstAfter, again, againAfter, sent };
  } finally {
    await stand.close();
  }
};

const untilAcknowledged = async (stand: Stand, server: ServerProcess, call: Call) => {
  const begun = performance.now();
  let again = await callOnce(stand, server, call);
  for (let tries = 0; tries < TRIES && again._tag !== 'Acknowledged'; tries += 1) {
    await setTimeout(250);
    again = await callOnce(stand, server, call);
  }
  return { again, againAfter: performance.now() - begun };
};
