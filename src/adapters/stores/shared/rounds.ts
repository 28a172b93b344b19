import { type Damaged, type Round } from '../../../domain/ports/store.js';

/** The sum of several rounds. */
export const sumRounds = (rounds: readonly Round[]): Round => ({
  count: rounds.reduce((sum, { count }) => sum + count, 0),
  damaged: rounds.flatMap(({ damaged }): readonly Damaged[] => damaged),
});
