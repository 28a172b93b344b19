import { type AccountId } from './account.js';
import { type Instant } from '../time.js';

/** Why an account cannot send, or does not hear what becomes of its messages (SHAPES, "An account's health"). */
export const problemReasons = ['not_configured', 'token', 'number', 'payment', 'signature'] as const;
export type ProblemReason = (typeof problemReasons)[number];

export interface Problem {
  readonly reason: ProblemReason;
  readonly since: Instant;
  /** WhatsApp's error code; null for `not_configured` and `signature`. */
  readonly code: number | null;
}

/** Webhook bodies that name the account and were refused since the last right one. */
export interface RefusedSignatures {
  readonly since: Instant;
  readonly count: number;
}

/** What is known of an account's health, as it is shown. */
export interface AccountHealth {
  /** At most one of each reason, in the order of `problemReasons`. */
  readonly problems: readonly Problem[];
  readonly lastSentAt: Instant | null;
  readonly lastStatusAt: Instant | null;
  readonly refusedSignatures: RefusedSignatures | null;
}

/** The set of an account's problems has changed. */
export interface AttentionEvent {
  readonly type: 'account.attention';
  readonly accountId: AccountId;
  readonly at: Instant;
  readonly name: string;
  readonly health: AccountHealth;
}
