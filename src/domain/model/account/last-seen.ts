import { type Instant } from '../time.js';

/** When an account's messages last moved. */
export interface LastSeen {
  /** The newest `message.sent`. */
  readonly sentAt: Instant | null;
  /** The newest event that a status made. */
  readonly statusAt: Instant | null;
}

export const neverSeen: LastSeen = { sentAt: null, statusAt: null };
