import { type Scale } from '../part.js';
import { type Prey } from '../raids/raid.js';
import { type RaidName } from '../raids/raids.js';

/** Which move of which raid is made. */
export interface Order {
  readonly raid: RaidName;
  readonly scale: Scale;
  readonly move: number;
  readonly prey: Prey;
}
