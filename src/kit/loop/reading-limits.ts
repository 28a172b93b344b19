/** How the reading of all connections shares the event loop. */
export interface ReadingLimits {
  /** How long the reading of one turn may take before what is left waits, in milliseconds. */
  readonly turnTime: number;
  /** The same of a turn for newcomers, before all others wait, and how long such turns may go on. */
  readonly newcomersTurn: number;
  readonly newcomersTime: number;
  /** Of how many newcomers the first reads come before all others, and how many reads of each. */
  readonly newcomers: number;
  readonly firstReads: number;
  /** How long the reading of one turn may take before newcomers wait too, in milliseconds. */
  readonly longest: number;
  /**
   * How many of those that have brought little lately are read again in one turn. Most have nothing to say, so many are
   * started at once; where that makes the turn too long, half as many next time, so that few lose their place in line.
   */
  readonly light: { readonly most: number; readonly least: number };
  /** How many of the others. */
  readonly heavy: number;
  /** How many reads make a connection a heavy one, and after how long without one it is light again, in milliseconds. */
  readonly lightReads: number;
  readonly restTime: number;
}

export const readingLimits: ReadingLimits = {
  turnTime: 10,
  newcomersTurn: 2,
  newcomersTime: 10,
  newcomers: 64,
  firstReads: 8,
  longest: 20,
  light: { most: 512, least: 32 },
  heavy: 8,
  lightReads: 8,
  restTime: 1_000,
};
