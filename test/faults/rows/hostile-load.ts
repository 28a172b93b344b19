import { type AttackName, attacks } from '../attacks.js';
import { bearAttacks, bearNoise, type Siege } from '../hostile-load.js';
import { type Part } from '../part.js';
import { megabytes, milliseconds, percentile, someOf } from '../report.js';

const aSiege: Siege = { seconds: 20, quietCalls: 150 };
const aTaste: Siege = { seconds: 2, quietCalls: 5 };

export const attackRows: Part = async (trial, scale) => {
  const names = Object.keys(attacks) as AttackName[];
  const chosen = scale === 'whole' ? names : (['malformed multipart bodies', 'answers left unread'] as const);
  const borne = await bearAttacks(trial, chosen, scale === 'whole' ? aSiege : aTaste);
  return borne.map((one) => {
    const reads =
      one.attack === 'unauthenticated uploads of 100 MiB' ? ` ${megabytes(one.readForEach / MIB)} read for each;` : '';
    const faults = [
      ...one.faults,
      ...(Math.abs(one.handles) > 2 ? [`${one.handles} handles more`] : []),
      ...(reads !== '' && one.readForEach > 2 * MIB ? ['more than 2 MiB read for each'] : []),
    ];
    return {
      trial: `${one.report.tried} × ${one.attack}`,
      demanded: 'no 5xx, no staged file, ±2 handles, at most 200 MiB more memory',
      measured:
        `${one.report.figures};${reads} ${megabytes(one.growth)} more at most, ${one.handles} handles more; a quiet ` +
        `caller's p99 ${milliseconds(one.quietBefore)} before, ${milliseconds(one.quietMeanwhile)} meanwhile; ` +
        `faults: ${someOf(faults)}`,
      holds: faults.length === 0,
      inBounds: one.growth <= MOST_GROWTH,
    };
  });
};

const MIB = 1_048_576;
/** In MiB: SAFETY U1's figure for the heaviest load that it names. */
const MOST_GROWTH = 200;

export const noise: Part = async (trial, scale) => {
  if (scale === 'smoke') return [];
  const { alone, beside, noise, faults } = await bearNoise(trial, 5, 15);
  const ratio = percentile(
    beside.map((value, index) => value / (alone[index] as number)),
    0.5,
  );
  return [
    {
      trial: 'an account at ten times its limit beside a quiet one',
      demanded: 'the quiet one’s p99 at most doubled',
      measured:
        `median ratio ${ratio.toFixed(2)} (p99 ${alone.map(milliseconds).join(', ')} alone, ` +
        `${beside.map(milliseconds).join(', ')} beside it; the noise: ${noise}); faults: ${someOf(faults)}`,
      holds: faults.length === 0,
      inBounds: ratio <= 2,
    },
  ];
};
