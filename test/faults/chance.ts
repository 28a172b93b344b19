import fc from 'fast-check';

/** So many values of a kind, the same ones for the same seed, none likelier than another. */
export const drawn = <A>(arbitrary: fc.Arbitrary<A>, seed: number, count: number): readonly A[] =>
  fc.sample(fc.noBias(arbitrary), { seed, numRuns: count });

/** A number from `least` to `most`. */
export const numbers = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most });
