import { type Clock } from '../../../ports/clock.js';
import { type EventLog } from '../../../ports/event-log.js';
import { type Damaged } from '../../../ports/store.js';
import { type Timer } from '../../../ports/timer.js';
import { type Tokens } from '../../../ports/tokens.js';

export interface HubPorts {
  readonly events: Pick<EventLog, 'after' | 'newest'>;
  readonly tokens: Pick<Tokens, 'byHash'>;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Called with each event that is left out because it is damaged. */
  readonly onDamaged: (damaged: Damaged) => void;
  /** Called where events or tokens could not be read. It is tried again. */
  readonly onFault: (cause: unknown) => void;
}
