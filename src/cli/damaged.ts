import { type Damaged } from '../domain/ports/store.js';
import { fail } from './failures/failure.js';

/** Ends a list that leaves out damaged records with exit code 1 and a line for each. */
export const failWhereDamaged = (damaged: readonly Damaged[]): void => {
  if (damaged.length > 0)
    fail(
      damaged.map(({ what }) => `The list leaves out a damaged record: ${what}; restore it from a backup.`).join('\n'),
    );
};
