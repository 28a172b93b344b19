import { hostileTexts } from '../../support/hostile-texts.js';
import { inTurn } from '../raw/line.js';
import { type Scale } from '../part.js';
import { grpcTexts } from './grpc-texts.js';
import { restTexts } from './rest-texts.js';
import { type Entry, type Outcome } from './text-entry.js';
import { type Move, type Prey, type Raid, tally } from './raid.js';

/** How much of hostile text is sent to one entry, in UTF-16 units, and how many texts at most. */
const amounts: Readonly<Record<Scale, { readonly units: number; readonly texts: number }>> = {
  whole: { units: 20_000_000, texts: 60 },
  smoke: { units: 100_000, texts: 2 },
};

/** Some of all hostile texts of a length, evenly spread. */
const some = (length: number, scale: Scale): readonly string[] => {
  const { units, texts } = amounts[scale];
  const most = Math.max(1, Math.min(texts, Math.floor(units / length)));
  const total = [...hostileTexts(8)].length;
  const step = Math.max(1, Math.floor(total / most));
  const chosen: string[] = [];
  let index = 0;
  for (const { text } of hostileTexts(length)) if (index++ % step === 0 && chosen.length < most) chosen.push(text);
  return chosen;
};

/** An answer that says that the service failed, or none at all. */
const isFailure = (outcome: Outcome): boolean =>
  outcome === null || (typeof outcome === 'number' ? outcome >= 500 : /^grpc-status (2|13|14)$/.test(outcome));

const moveOf = (entry: Entry, scale: Scale): Move => ({
  name: entry.name,
  run: async (prey: Prey) => {
    const outcomes: Outcome[] = [];
    const texts = some(entry.length, scale);
    await inTurn(texts.length, 1, async (index) => void outcomes.push(await entry.send(prey, texts[index] ?? '')));
    const failures = outcomes.filter(isFailure);
    return {
      tried: outcomes.length,
      figures: tally(outcomes),
      faults: failures.length === 0 ? [] : [tally(failures)],
      late: [],
    };
  },
});

/** Every text that a stranger can send, at its full length, one after the other. */
export const fullTexts: Raid = (scale) => [...restTexts, ...grpcTexts].map((entry) => moveOf(entry, scale));
