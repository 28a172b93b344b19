import { DAY, type Instant } from '../time.js';

/**
 * When a file counts as named by a message that is opened now: the end of this day (UTC). So a file that is sent often is
 * noted once a day.
 */
export const namedAtOf = (now: Instant): Instant => (Math.floor(now / DAY) + 1) * DAY;
