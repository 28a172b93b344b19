import { expect } from 'chai';
import fc from 'fast-check';
import {
  contactIdAt,
  offsetOf,
  ordinalOf,
  type Raise,
  raisedBy,
} from '../../../../../src/adapters/stores/filesystem/contacts/contact-ids.js';

/** A life of an account: contacts are created, and restores raise the ids of the next ones. */
const lives = fc.array(
  fc.oneof(
    fc.record({ _tag: fc.constant('create' as const), count: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ _tag: fc.constant('raise' as const), by: fc.integer({ min: 1, max: 12 }) }),
  ),
  { maxLength: 12 },
);

describe('the ids of contacts', () => {
  it('rise, are never assigned again, and lead back to their ordinals, whatever restores have raised', () => {
    fc.assert(
      fc.property(lives, (life) => {
        let raises: readonly Raise[] = [];
        let next = 1;
        const ids: number[] = [];
        for (const step of life) {
          if (step._tag === 'raise') {
            const before = contactIdAt(raises, ids.length + 1);
            raises = raisedBy(raises, ids.length, step.by);
            expect(contactIdAt(raises, ids.length + 1)).to.equal(before + step.by);
            next += step.by;
          } else
            for (let made = 0; made < step.count; made += 1) {
              ids.push(contactIdAt(raises, ids.length + 1));
              expect(ids.at(-1)).to.equal(next);
              next += 1;
            }
        }
        expect(ids.map((_id, index) => contactIdAt(raises, index + 1))).to.deep.equal(ids);
        expect(ids.map((id) => ordinalOf(raises, id))).to.deep.equal(ids.map((_id, index) => index + 1));
        expect(contactIdAt(raises, ids.length + 1)).to.equal(ids.length + 1 + offsetOf(raises));
      }),
    );
  });
});
