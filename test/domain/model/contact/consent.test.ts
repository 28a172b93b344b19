import { expect } from 'chai';
import fc from 'fast-check';
import { withWord, wordByHand } from '../../../../src/domain/model/contact/consent.js';
import { SECOND } from '../../../../src/domain/model/time.js';

/** When WhatsApp says that something was written: in whole seconds. */
const asTold = (at: number): number => Math.floor(at / SECOND) * SECOND;

describe('a word by hand', () => {
  const pairs = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 41 }), fc.integer({ min: 0, max: 2 * SECOND }))
    .map(([first, later]) => [first, first + later] as const);

  it('gives way to what the person writes later, also in the same second', () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), ([byHand, written], optedOut) => {
        const before = withWord(null, wordByHand(!optedOut, byHand));
        const after = withWord(before, { optedOut, at: asTold(written) });
        expect(after.optedOutAt !== null).to.equal(optedOut);
      }),
    );
  });

  it('counts over what the person wrote before, also in the same second', () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), ([written, byHand], optedOut) => {
        const before = withWord(null, { optedOut: !optedOut, at: asTold(written) });
        const after = withWord(before, wordByHand(optedOut, byHand));
        expect(after.optedOutAt !== null).to.equal(optedOut);
      }),
    );
  });
});
