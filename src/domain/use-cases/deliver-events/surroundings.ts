import { type Patience } from './patience.js';
import { type Tally } from '../tally.js';

/** How far a stop has come: `stopping` begins nothing new, `left` records nothing more. */
export type Phase = 'running' | 'stopping' | 'left';

/** What the deliveries of all endpoints have in common. */
export interface DeliverySurroundings {
  readonly patience: Patience;
  readonly tries: Tally;
  /** What is asked of the store. */
  readonly work: Tally;
  readonly phase: () => Phase;
}
