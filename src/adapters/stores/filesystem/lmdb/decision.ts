import * as E from 'fp-ts/lib/Either.js';
import { StoreFault } from '../../shared/store-fault.js';
import { type Write } from './table.js';

/** The decision of a write: its result, and the changes to make. */
export interface Decision<A> {
  readonly answer: A;
  readonly writes: readonly Write[];
  /** Whether they change what a copy of the store has to have; default: yes. */
  readonly isContent?: boolean;
}

/** Keeps an error of a decision apart from a rejection of the commit: a transaction without child cannot abort. */
export const carryOut = <A>(decide: () => Decision<A>): (() => A) => {
  try {
    const { answer, writes } = decide();
    for (const change of writes) change();
    return () => answer;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
};

/** The answer of a transaction that ran. Throws what its decision threw. */
export const answerOf = <A>(outcome: (() => A) | null): A => {
  if (outcome === null) throw new StoreFault('the transaction did not run');
  return outcome();
};

/** A decision that may be an error of the domain, as one whose answer may be. */
export const flattened = <L, A>(decided: E.Either<L, Decision<A>>): Decision<E.Either<L, A>> =>
  E.isLeft(decided) ? { answer: decided, writes: [] } : { ...decided.right, answer: E.right(decided.right.answer) };
