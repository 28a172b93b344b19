/** A random number from 0 to 1 (below it), evenly spread. */
export type Chance = () => number;
