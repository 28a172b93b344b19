/** A process of its own for the moves of raids, so that their work is not mistaken for the service's slowness. */
import { type Prey } from '../raids/raid.js';
import { type RaidName, raids } from '../raids/raids.js';
import { type Scale } from '../part.js';

/** Which move of which raid is made. */
export interface Order {
  readonly raid: RaidName;
  readonly scale: Scale;
  readonly move: number;
  readonly prey: Prey;
}

process.on('message', ({ raid, scale, move, prey }: Order) => {
  const chosen = raids[raid](scale)[move];
  void chosen?.run(prey).then((report) => process.send?.(report));
});
