import { startProxy } from '../support/mongodb/proxy.js';
import { calls } from './calls.js';
import { callOnce } from './load.js';
import { type Broken } from './oracle.js';
import { judgeStand } from './judge-stand.js';
import { makeStand, type Trial } from './stand.js';
import { untilWell } from './system-errors.js';

export interface LostDatabaseReport {
  readonly losses: number;
  /** How long each call took to be put off, in milliseconds. */
  readonly putOffAfter: readonly number[];
  /** Until a send passed again, in milliseconds. */
  readonly wellAfter: readonly number[];
  readonly broken: Broken;
  readonly strange: readonly string[];
}

const AT_ONCE = 4;
const ROUNDS = 5;

/** Cuts a server off from its database time and again, or lets nothing through: calls are put off, and none is lost. */
export const loseDatabase = async (trial: Trial, times: number): Promise<LostDatabaseReport> => {
  const stand = await makeStand(trial);
  const wire = await startProxy(stand.store.settings['MONGODB_URL'] ?? '');
  const source = calls(21);
  const putOffAfter: number[] = [];
  const wellAfter: number[] = [];
  const strange: string[] = [];
  try {
    const server = await stand.start({ MONGODB_URL: wire.url });
    await untilWell(stand, server);
    const call = async (): Promise<void> => {
      const from = performance.now();
      const answer = await callOnce(stand, server, source.next().value);
      putOffAfter.push(performance.now() - from);
      if (answer._tag !== 'Refused' || answer.status !== 503 || !answer.saysWhen) strange.push(JSON.stringify(answer));
    };
    for (let loss = 0; loss < times; loss += 1) {
      wire[loss % 2 === 0 ? 'cut' : 'stall']();
      for (let round = 0; round < ROUNDS; round += 1) await Promise.all(Array.from({ length: AT_ONCE }, call));
      wire.restore();
      wellAfter.push(await untilWell(stand, server));
    }
    if (wellAfter.includes(Infinity)) strange.push('never well again');
    const code = await server.terminate();
    if (code !== 0) strange.push(`the server left with ${code}`);
    const broken = await judgeStand(stand);
    return { losses: times, putOffAfter, wellAfter, broken, strange };
  } finally {
    await wire.close();
    await stand.close();
  }
};
