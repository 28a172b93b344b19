import { type Instant } from '../time.js';

/** Why a try failed (SHAPES, "A delivery"). */
export const tryReasons = ['http_status', 'redirect', 'timeout', 'unreachable', 'interrupted'] as const;
export type TryReason = (typeof tryReasons)[number];

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Why an answer with this status is a failure; null if it is a success. */
export const reasonOfStatus = (status: number): TryReason | null => {
  if (status >= 200 && status < 300) return null;
  return REDIRECTS.includes(status) ? 'redirect' : 'http_status';
};

/** One try of a delivery. */
export interface DeliveryTry {
  /** When it began. */
  readonly at: Instant;
  /** Null where no head of an answer came. */
  readonly httpStatus: number | null;
  /** Null on success. */
  readonly reason: TryReason | null;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** What came of the first 2 KiB of the answer, as text; null where nothing came. */
  readonly body: string | null;
}

/** How long a try may take, in milliseconds. */
export const TRY_TIME = 15_000;

/** How much of an answer is kept, in bytes. */
export const ANSWER_KEPT = 2_048;

/** How many tries a delivery keeps. */
export const MOST_TRIES_KEPT = 50;

/** How many tries run at once of one endpoint on a node, and after a failure until one succeeds. */
export const AT_ONCE = 8;
export const AT_ONCE_FAILING = 1;
