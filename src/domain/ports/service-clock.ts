import { type ServiceTime } from '../model/service-time.js';
import { type Instant } from '../model/time.js';
import { type Stored } from './store.js';

/** The time in service of a store. Only servers call it; a command is no service. */
export interface ServiceClock {
  /** Notes the wall clock, and returns the time in service. */
  readonly look: (now: Instant) => Stored<ServiceTime>;
  /**
   * Adds the minute that follows `minutes`, unless another node has added it, and notes the wall clock. Of many nodes,
   * one adds it. Durable when it resolves. Returns the time in service.
   */
  readonly add: (minutes: number, now: Instant) => Stored<ServiceTime>;
}
