import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { consentRecord } from '../../../../src/adapters/stores/records/consent.js';
import { type PersonHash } from '../../../../src/domain/model/contact/person-hash.js';

const other = 'h'.repeat(43) as PersonHash;

describe('the record of a hash', () => {
  for (const [what, record, flat] of [
    ['a word', { said: { saidAt: 2, optedOutAt: 1 }, joinedWith: [] }, { saidAt: 2, optedOutAt: 1, joinedWith: [] }],
    [
      'a START',
      { said: { saidAt: 2, optedOutAt: null }, joinedWith: [other] },
      { saidAt: 2, optedOutAt: null, joinedWith: [other] },
    ],
    ['a join alone', { said: null, joinedWith: [other] }, { saidAt: null, optedOutAt: null, joinedWith: [other] }],
  ] as const)
    it(`keeps ${what}`, () => {
      expect(consentRecord.encode(record)).to.deep.equal(flat);
      expect(consentRecord.decode(flat)).to.deep.equal(E.right(record));
    });

  it('of a version that joined none is joined with none', () => {
    const said = { saidAt: 2, optedOutAt: null };
    expect(consentRecord.decode(said)).to.deep.equal(E.right({ said, joinedWith: [] }));
  });

  it('does not decode where it is damaged', () => {
    for (const odd of [
      { saidAt: null, optedOutAt: 1, joinedWith: [] },
      { optedOutAt: null, joinedWith: [] },
      { saidAt: 1, joinedWith: [] },
      { saidAt: 1, optedOutAt: null, joinedWith: ['short'] },
      { saidAt: 1, optedOutAt: null, joinedWith: null },
      { saidAt: '1', optedOutAt: null, joinedWith: [] },
      null,
    ])
      expect(consentRecord.decode(odd)._tag, JSON.stringify(odd)).to.equal('Left');
  });
});
