import { isDeepStrictEqual } from 'node:util';
import { type Part } from '../part.js';
import { milliseconds, type Row, seconds } from '../report.js';
import { type WalkedStore } from '../walked-store.js';
import { walkEverything } from '../walks.js';

const whole: WalkedStore = { expired: 1_000_000, files: 50_000 };
const taste: WalkedStore = { expired: 3_000, files: 200 };
/** How long `/healthz` may take to answer, and a step of the upgrade may hold the loop, in milliseconds. */
const LONGEST = 50;

/** A store in which nearly everything has expired at once: its upgrade, and the first round of its server. */
export const walks: Part = async (trial, scale) => {
  const size = scale === 'whole' ? whole : taste;
  const { filledIn, upgrade, housekeeping, left, expected } = await walkEverything(trial, size);
  const { took, asked, longestGap, idleGap, held } = housekeeping;
  const many = size.expired.toLocaleString('en');
  const isTidy = isDeepStrictEqual(left, expected);
  const rows: readonly Row[] = [
    {
      trial: `an upgrade that puts ${many} media, upload handles and early reports each in the order of time`,
      demanded: 'the loop works for at most 50 ms between two turns',
      measured:
        `in ${seconds(upgrade.took)} (filled in ${seconds(filledIn)}); the loop held ${milliseconds(upgrade.longestHold)} at most, ` +
        `that of an idle thread ${milliseconds(upgrade.idleHold)}; it worked for ${milliseconds(upgrade.busy)} of processor time at most between two turns`,
      holds: true,
      inBounds: upgrade.busy <= LONGEST,
    },
    {
      trial: `${many} expired media, upload handles, early reports and keys each, ${(2 * size.files).toLocaleString('en')} files: the first round of a server`,
      demanded:
        'everything that has expired is gone, nothing else; /healthz answers at most 50 ms later than an idle server beside it; the loop works for at most 50 ms between two turns',
      measured:
        `in ${seconds(took)}; ${isTidy ? 'exactly that' : `left ${JSON.stringify(left)}, not ${JSON.stringify(expected)}`}; ` +
        `the longest of ${asked.toLocaleString('en')} answers ${milliseconds(longestGap)}, of the idle server ${milliseconds(idleGap)}; ` +
        `the loop worked for ${milliseconds(held.busy)} of processor time at most between two turns`,
      holds: isTidy,
      // What else the machine does makes an idle server answer late too.
      inBounds: longestGap <= LONGEST + idleGap && held.busy <= LONGEST,
    },
  ];
  return rows;
};
