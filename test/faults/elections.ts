import { startReplicaSet, type StepDownCode, stepDownCodes } from '../support/mongodb/replica-set.js';
import { calls } from './calls.js';
import { callOnce } from './load.js';
import { type Broken } from './oracle.js';
import { judgeStand } from './judge-stand.js';
import { makeStand, type Trial } from './stand.js';

export interface ElectionsReport {
  readonly elections: number;
  /** How long each call took that came with an election, in milliseconds. */
  readonly answeredAfter: readonly number[];
  readonly broken: Broken;
  readonly strange: readonly string[];
}

/** A member that tells its changes refuses a write, right after it was checked, as where the election is over by then. */
export const holdElections = async (trial: Trial, elections: number): Promise<ElectionsReport> => {
  const stand = await makeStand(trial);
  const set = await startReplicaSet(stand.store.settings['MONGODB_URL'] ?? '', 'telling');
  const codes = Object.keys(stepDownCodes).map(Number) as StepDownCode[];
  const source = calls(22);
  const answeredAfter: number[] = [];
  const strange: string[] = [];
  try {
    const server = await stand.start({ MONGODB_URL: set.url });
    for (let election = 0; election < elections; election += 1) {
      await set.greeted();
      set.refuseOne(codes[election % codes.length] ?? 10_107);
      const from = performance.now();
      const answer = await callOnce(stand, server, source.next().value);
      answeredAfter.push(performance.now() - from);
      if (answer._tag !== 'Acknowledged') strange.push(JSON.stringify(answer));
    }
    if (set.refused() < elections) strange.push(`${set.refused()} of ${elections} elections met a call`);
    const code = await server.terminate();
    if (code !== 0) strange.push(`the server left with ${code}`);
    const broken = await judgeStand(stand);
    return { elections, answeredAfter, broken, strange };
  } finally {
    await set.close();
    await stand.close();
  }
};
