import { DAY } from '../time.js';

/** How long events and their deliveries are kept, by the time of the event. The newest event of an account stays. */
export const EVENTS_KEPT = 30 * DAY;

/** For how many days, with today, the counts are kept. */
export const DAYS_COUNTED = 31;
