import { randomInt } from 'node:crypto';
import { testServer } from '../../support/mongodb/server.js';
import { type MoveTrial, tryMove } from '../migrate.js';
import { type Part } from '../part.js';
import { seconds, someOf } from '../report.js';

const plans = {
  whole: { contacts: 5_000, files: 50, messages: 100_000, deliveries: 1_000, silence: 5_000, silences: 3 },
  smoke: { contacts: 600, files: 3, messages: 2_000, deliveries: 20, silence: 5_000, silences: 1 },
} as const satisfies Record<string, Omit<MoveTrial, 'killAfter'>>;

/** One run is killed, and the next one moves the rest. */
const MOST_RUNS = 2;

export const migrate: Part = async (trial, scale) => {
  const plan = plans[scale];
  const killAfter = randomInt(3, scale === 'whole' ? 200 : 5);
  const title =
    `${plan.messages.toLocaleString('en')} messages moved into a database that is silent for ` +
    `${seconds(plan.silence)} ${plan.silences} times, the command killed at batch ${killAfter}`;
  const demanded =
    'everything arrives in the run after the kill; no batch goes out more than twice; the old store is refused (78); ' +
    'the same key on the new one sends nothing';
  if ((await testServer()) === null)
    return [{ trial: title, demanded, measured: 'there is no MongoDB here', holds: null }];
  const { runs, batches, mostSent, took, strange } = await tryMove(trial, { ...plan, killAfter });
  const ends = runs.map(({ code, said }) => (code === 0 ? '0' : `${code ?? 'killed'} (${said.slice(0, 160)})`));
  return [
    {
      trial: title,
      demanded,
      measured:
        `${runs.length} runs, which ended with ${ends.join(', ')}; ${batches} batches, each sent ${mostSent} times at most; ` +
        `${seconds(took)} with the making of the store; faults: ${someOf(strange)}`,
      holds: runs.at(-1)?.code === 0 && runs.length <= MOST_RUNS && mostSent <= 2 && strange.length === 0,
    },
  ];
};
