/**
 * `upgrade-child.ts STORE PLACE AT SIGNAL`: a server's start on a store of the tests, which is upgraded by the steps
 * that count. Signals itself where the record of this number is about to be changed (0: never). Says `batch` for each
 * batch, and at last how it ended.
 */
import { pino } from 'pino';
import { openFilesystemServer } from '../../src/adapters/stores/filesystem/records.js';
import { openMongodbNode } from '../../src/adapters/stores/mongodb/records.js';
import { realTimer, type Time } from '../../src/kit/time/timer.js';
import { countingParts as filesystemParts } from '../adapters/stores/filesystem/upgrade/trial.js';
import { countingParts as mongodbParts } from '../adapters/stores/mongodb/upgrade/trial.js';

const [store, place = '', at, signal] = process.argv.slice(2);
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());

let seen = 0;
const look = (): void => {
  seen += 1;
  if (seen === Number(at)) process.kill(process.pid, signal);
  if (seen % AT_ONCE === 0) process.stdout.write('batch\n');
};
const AT_ONCE = 20;
/** A clock that runs faster, so that a dead node is not waited for as long. */
const PACE = 5;
const fastTime: Time = {
  now: () => performance.now() * PACE,
  timer: (milliseconds, run) => realTimer(milliseconds / PACE, run),
};
const upgrading = { log: pino({ level: 'silent' }), stopping: stopping.signal, time: fastTime };
const common = { encryptionKey: null };

const opened =
  store === 'files'
    ? await openFilesystemServer(
        { ...common, dataDir: place, steps: [{ to: 2, name: 'count', parts: filesystemParts(AT_ONCE, look) }] },
        upgrading,
      )
    : await openMongodbNode(
        {
          ...common,
          url: place,
          patience: { selection: 60_000, connect: 60_000, socket: 120_000, start: 60_000 },
          steps: [{ to: 2, name: 'count', parts: mongodbParts(AT_ONCE, look) }],
        },
        upgrading,
      );
process.stdout.write(`${opened._tag === 'Right' ? 'done' : opened.left._tag}\n`);
if (opened._tag === 'Right') await opened.right.close();
