import { setTimeout } from 'node:timers/promises';
import { many } from '../raw/line.js';
import { type MoveReport, type Prey, type Raid, tokenOf, unlawful } from './raid.js';
import { hangUpAfter, sendOfUrl, timed } from './sends.js';

const ACCOUNTS = 4;
const EACH = 4;

/** In milliseconds: a slow download ends after 5 s while another account waits (SAFETY R5). */
const BOUND = 8_000;

/** Four accounts whose files trickle, each again as soon as it ends, and a fifth with a file that comes at once. */
export const trickles = async (prey: Prey, seconds: number): Promise<MoveReport> => {
  const until = performance.now() + seconds * 1_000;
  let tried = 0;
  const trickling = many(ACCOUNTS * EACH, async (index) => {
    while (performance.now() < until) {
      tried += 1;
      const request = sendOfUrl(tokenOf(prey, index % ACCOUNTS), `${prey.fileUrl}/slow/${tried}.jpg`);
      await hangUpAfter(prey.restUrl, [request], Math.max(100, until - performance.now()));
    }
  });
  await setTimeout(Math.min(1_000, seconds * 300));
  const { status, took } = await timed(prey.restUrl, [
    sendOfUrl(tokenOf(prey, ACCOUNTS), `${prey.fileUrl}/fast/1.jpg`),
  ]);
  await trickling;
  return {
    tried,
    figures: `a fifth account’s download ${status ?? 'unanswered'} after ${(took / 1_000).toFixed(1)} s`,
    faults: unlawful([status], [200]),
    late: took > BOUND ? [`a fifth account’s download took over ${BOUND / 1_000} s`] : [],
  };
};

export const downloads: Raid = (scale) => [
  { name: 'files that trickle', run: (prey) => trickles(prey, scale === 'whole' ? 20 : 1) },
];
