import { type Scale } from '../part.js';

/** A service, and what callers know who are not the quiet one. */
export interface Prey {
  readonly restUrl: string;
  readonly grpcAddress: string;
  /** Tokens of accounts other than the quiet caller's. */
  readonly tokens: readonly string[];
  /** A file of 16 MiB that the service serves. */
  readonly mediaUrl: string;
  /** A server whose files trickle at `/slow/<anything>.jpg` and come at once at `/fast/<anything>.jpg`. */
  readonly fileUrl: string;
}

/** What a move came to. */
export interface MoveReport {
  /** Requests, connections or streams that were tried. */
  readonly tried: number;
  /** A few words of figures. */
  readonly figures: string;
  /** Answers that are wrong whatever the machine. */
  readonly faults: readonly string[];
  /** What took longer or was more than it may, which a busy machine may be the cause of. */
  readonly late: readonly string[];
  /** Request ids whose log lines must have no status. */
  readonly unanswered?: readonly string[];
  /** Bytes that were sent, where the log is compared with them. */
  readonly sent?: number;
}

/** One thing that hostile callers do. */
export interface Move {
  readonly name: string;
  readonly run: (prey: Prey) => Promise<MoveReport>;
}

/** The moves of a raid, in this order, each with its own measure of the event loop. */
export type Raid = (scale: Scale) => readonly Move[];

/** The token of one of the hostile accounts. */
export const tokenOf = ({ tokens }: Prey, index = 0): string => {
  const token = tokens[index % tokens.length];
  if (token === undefined) throw new RangeError('there is no hostile account');
  return token;
};

/** `3 × 401, 1 × closed`. */
export const tally = (outcomes: readonly unknown[]): string => {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(String(outcome), (counts.get(String(outcome)) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} × ${what}`).join(', ');
};

/** The outcomes that are not among the lawful ones, as faults. */
export const unlawful = (outcomes: readonly unknown[], lawful: readonly unknown[]): readonly string[] => {
  const wrong = outcomes.filter((outcome) => !lawful.includes(outcome));
  return wrong.length === 0 ? [] : [tally(wrong)];
};
