import { type Broken, judge } from './oracle.js';
import { type Stand } from './stand.js';

/** Holds all that a stand knows of its messages against its store, after its server has ended. */
export const judgeStand = async ({ store, journal, graph }: Stand): Promise<Broken> => {
  const orphans = await store.leftOver();
  const snapshot = await store.inspect();
  return judge({ entries: journal.entries(), accepted: graph.accepted(), snapshot, orphans });
};

/** What became of all calls of a stand, after its server has ended. */
export const sumUp = async (
  stand: Stand,
): Promise<{ readonly calls: number; readonly unavailable: number; readonly broken: Broken }> => {
  const entries = stand.journal.entries();
  const answers = entries.flatMap((entry) => entry.answers);
  return {
    calls: entries.length,
    unavailable: answers.filter((answer) => answer._tag === 'Refused' && answer.status === 503).length,
    broken: await judgeStand(stand),
  };
};
