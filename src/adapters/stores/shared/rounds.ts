import { type Damaged, type Round } from '../../../domain/ports/store.js';

/** Several rounds as one. */
export const sumRounds = (rounds: readonly Round[]): Round => ({
  count: rounds.reduce((sum, { count }) => sum + count, 0),
  damaged: rounds.flatMap(({ damaged }): readonly Damaged[] => damaged),
});
