import { type Instant } from '../time.js';

/** Why a try failed (SHAPES, "A delivery"). */
export const tryReasons = ['http_status', 'redirect', 'timeout', 'unreachable', 'interrupted'] as const;
export type TryReason = (typeof tryReasons)[number];

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
