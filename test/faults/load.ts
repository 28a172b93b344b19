import { type Answer, type Call } from './journal.js';
import { type ServerProcess } from './server-process.js';
import { type Stand } from './stand.js';

/** Clients at work, until they are told to go home. */
export interface Load {
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
  const client = async (): Promise<void> => {
    while (working && server.isAlive()) {
      const next = from.next();
      if (next.done === true) return;
      const answer = await callOnce(stand, server, next.value);
      if (answer._tag === 'Cut') return;
    }
  };
  const running = Promise.all(Array.from({ length: clients }, client));
  return {
    stop: async () => {
      working = false;
      await running;
    },
  };
};
