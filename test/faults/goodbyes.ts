import { calls } from './calls.js';
import { drawn, numbers } from './chance.js';
import { startLoad } from './load.js';
import { type Broken, judge } from './oracle.js';
import { makeStand, type Trial } from './stand.js';

export interface GoodbyesReport {
  readonly goodbyes: number;
  readonly calls: number;
  /** Calls that found nobody at the door any more. */
  readonly refused: number;
  /** Calls written on a connection that was closed meanwhile; none of them may have been sent. */
  readonly cut: number;
  readonly broken: Broken;
  readonly strange: readonly string[];
  /** From the signal to the end of the process, in milliseconds. */
  readonly leftAfter: readonly number[];
}

/** Asks servers under load to leave, each on the data of the one before: all that runs comes to its end, exit 0. */
export const sayGoodbye = async (trial: Trial, times: number, seed: number): Promise<GoodbyesReport> => {
  const stand = await makeStand(trial, { longestPause: 15 });
  const source = calls(seed);
  const strange: string[] = [];
  const leftAfter: number[] = [];
  try {
    for (const answers of drawn(numbers(1, 25), seed, times)) {
      const server = await stand.start();
      const load = startLoad(stand, server, source, 8);
      await load.answers(answers);
      const asked = performance.now();
      const code = await server.terminate();
      leftAfter.push(performance.now() - asked);
      if (code !== 0) strange.push(`a server left with ${code}: ${server.log().slice(-500)}`);
      await load.stop();
      const staged = await stand.store.staged();
      if (staged > 0) strange.push(`${staged} staged files were left`);
    }
    const entries = stand.journal.entries();
    const accepted = stand.graph.accepted();
    const snapshot = await stand.store.inspect();
    const orphans = await stand.store.leftOver();
    const sent = new Set(accepted.map(({ caption }) => caption));
    for (const { call, answers } of entries) {
      if (answers.some(({ _tag }) => _tag === 'Cut') && sent.has(call.id))
        strange.push(`call ${call.id} was cut, and sent`);
      for (const answer of answers)
        if (answer._tag === 'Refused' && !(answer.status === 503 && answer.saysWhen))
          strange.push(`an answer of ${answer.status} ${answer.code}`);
    }
    for (const { id, state } of snapshot.messages) if (state !== 'sent') strange.push(`message ${id} is ${state}`);
    const cuts = entries.flatMap(({ answers }) =>
      answers.flatMap((answer) => (answer._tag === 'Cut' ? [answer.cause] : [])),
    );
    return {
      goodbyes: times,
      calls: entries.length,
      refused: cuts.filter((cause) => cause === 'ECONNREFUSED').length,
      cut: cuts.filter((cause) => cause !== 'ECONNREFUSED').length,
      broken: judge({ entries, accepted, snapshot, orphans }),
      strange,
      leftAfter,
    };
  } finally {
    await stand.close();
  }
};
