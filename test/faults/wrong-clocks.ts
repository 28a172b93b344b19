import { DAY } from '../../src/domain/model/time.js';
import { callOnce } from './load.js';
import { newPicture } from './calls.js';
import { type Call } from './journal.js';
import { makeStand, type Stand, type Trial } from './stand.js';

/** The settings of a server whose wall clock is off by so many milliseconds. */
const clockOff = (milliseconds: number): Record<string, string> => ({
  NODE_OPTIONS: `--import ${new URL('shifted-clock.mjs', import.meta.url).href}`,
  CLOCK_IS_OFF: String(milliseconds),
});

/** Starts of one store, one after the other, and how far each one's clock is off. */
const starts = [
  ['a start in 1972', Date.UTC(1972, 0, 1) - Date.now()],
  ['a start with the right time', 0],
  ['a start 400 days ahead', 400 * DAY],
  ['a start with the right time again', 0],
] as const;

/** On each start a new request is sent, and all earlier ones are sent again. Returns what went wrong. */
export const startWithWrongClocks = async (trial: Trial): Promise<readonly string[]> => {
  const stand = await makeStand(trial);
  const faults: string[] = [];
  const sent: Call[] = [];
  try {
    for (const [what, off] of starts) {
      const server = await stand.start(off === 0 ? {} : clockOff(off));
      for (const call of sent) {
        const answer = await callOnce(stand, server, call);
        if (answer._tag !== 'Acknowledged' || !answer.replayed)
          faults.push(`${what}: a request that was sent before got ${JSON.stringify(answer)}`);
      }
      const call = newPicture(20_000);
      const answer = await callOnce(stand, server, call);
      if (answer._tag !== 'Acknowledged') faults.push(`${what}: a new request got ${JSON.stringify(answer)}`);
      sent.push(call);
      await server.terminate();
    }
    return [...faults, ...sentTwice(stand, sent)];
  } finally {
    await stand.close();
  }
};

const sentTwice = ({ graph }: Stand, calls: readonly Call[]): readonly string[] =>
  calls.flatMap(({ id }) => {
    const { length } = graph.accepted().filter(({ caption }) => caption === id);
    return length === 1 ? [] : [`a request was sent ${length} times`];
  });
