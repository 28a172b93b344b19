import { type Answer, type Call } from './journal.js';
import { type ServerProcess } from './server-process.js';
import { type Stand } from './stand.js';

/** Clients at work, until they are told to go home. */
export interface Load {
  /** Waits for so many answers from now on; false where all went home before. */
  readonly answers: (count: number) => Promise<boolean>;
  /** Begins no further call, and waits for those that run. */
  readonly stop: () => Promise<void>;
}

/** Makes a call and writes down what came of it. */
export const callOnce = async (stand: Stand, server: ServerProcess, call: Call): Promise<Answer> => {
  stand.journal.begin(call);
  const answer = await stand.door.send(stand.targetOf(server), call);
  stand.journal.answered(call, answer);
  return answer;
};

/** So many clients that call one after the other; each goes home once its server is dead. */
export const startLoad = (stand: Stand, server: ServerProcess, from: Iterator<Call>, clients: number): Load => {
  let working = true;
  let answered = 0;
  const waiting = new Set<() => void>();
  const client = async (): Promise<void> => {
    while (working && server.isAlive()) {
      const next = from.next();
      if (next.done === true) return;
      const answer = await callOnce(stand, server, next.value);
      answered += 1;
      waiting.forEach((look) => look());
      if (answer._tag === 'Cut') return;
    }
  };
  const running = Promise.all(Array.from({ length: clients }, client));
  const answers = (count: number): Promise<true> => {
    const enough = answered + count;
    return new Promise((resolve) => {
      const look = (): void => {
        if (answered < enough) return;
        waiting.delete(look);
        resolve(true);
      };
      waiting.add(look);
    });
  };
  return {
    answers: (count) => Promise.race([answers(count), running.then(() => false)]),
    stop: async () => {
      working = false;
      await running;
    },
  };
};
