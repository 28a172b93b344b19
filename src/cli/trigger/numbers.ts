import { randomInt } from 'node:crypto';

/** The last six digits of a number, for which the sandbox does something of its own (docs/sandbox.md). */
export const endings = {
  /** Not accepted, and no answer: it stays unknown what became of the message. */
  cut: '999002',
  noStatuses: '999013',
  plays: '999014',
} as const;

/** The ending for which the sandbox gives this error code. */
export const endingOf = (code: number): string => String(code).padStart(6, '0');

/** The ending of somebody who reads what they get: none of Meta's codes begins with a 5. */
export const ordinaryEnding = (): string => `5${digits(5)}`;

/** A number that nobody had yet, most likely. Code 999 is given to no country, so it is no real number anywhere. */
export const freshNumber = (ending: string): string => `+999${digits(6)}${ending}`;

const digits = (count: number): string => String(randomInt(10 ** count)).padStart(count, '0');
