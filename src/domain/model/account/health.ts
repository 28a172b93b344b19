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

/** What an account keeps of its health. */
export interface Health {
  /** At most one of each reason, in the order of `problemReasons`. */
  readonly problems: readonly Problem[];
  readonly refusedSignatures: RefusedSignatures | null;
}

/** What is known of an account's health, as it is shown. */
export interface AccountHealth extends Health {
  readonly lastSentAt: Instant | null;
  readonly lastStatusAt: Instant | null;
}

/** The health of which nothing bad is known. */
export const soundHealth: Health = { problems: [], refusedSignatures: null };

/** Whether an account can send. With wrong signatures it can, but does not hear what becomes of its messages. */
export const canSend = ({ problems }: Pick<Health, 'problems'>): boolean =>
  problems.every(({ reason }) => reason === 'signature');

/** A problem, as it is first seen or seen again: it keeps its beginning and has the newest code. */
export const withProblem = (health: Health, reason: ProblemReason, code: number | null, since: Instant): Health => {
  const known = health.problems.find((problem) => problem.reason === reason);
  if (known?.code === code) return health;
  const problem: Problem = { reason, code, since: known?.since ?? since };
  const others = health.problems.filter((other) => other.reason !== reason);
  return { ...health, problems: [...others, problem].sort((one, other) => rank(one) - rank(other)) };
};

const rank = ({ reason }: Problem): number => problemReasons.indexOf(reason);

/** The same value if it has none of these problems. */
export const withoutProblems = (health: Health, reasons: readonly ProblemReason[]): Health => {
  const problems = health.problems.filter(({ reason }) => !reasons.includes(reason));
  return problems.length === health.problems.length ? health : { ...health, problems };
};

/** Whether two healths have the same reasons, whatever their codes are. */
export const hasSameReasons = (one: Health, other: Health): boolean =>
  one.problems.length === other.problems.length &&
  one.problems.every(({ reason }, index) => reason === other.problems[index]?.reason);
