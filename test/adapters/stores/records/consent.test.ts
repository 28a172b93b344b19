import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { consentRecord } from '../../../../src/adapters/stores/records/consent.js';
import { type PersonHash } from '../../../../src/domain/model/contact/person-hash.js';

const other = 'h'.repeat(43) as PersonHash;

describe('the record of a hash', () => {
  for (const [what, record, flat] of [
    ['a word', { said: { saidAt: 2, optedOutAt: 1 }, same: [] }, { saidAt: 2, optedOutAt: 1, same: [] }],
    [
      'a START',
      { said: { saidAt: 2, optedOutAt: null }, same: [other] },
      { saidAt: 2, optedOutAt: null, same: [other] },
    ],
    ['a join alone', { said: null, same: [other] }, { saidAt: null, optedOutAt: null, same: [other] }],
  ] as const)
    it(`keeps ${what}`, () => {
      expect(consentRecord.encode(record)).to.deep.equal(flat);
      expect(consentRecord.decode(flat)).to.deep.equal(E.right(record));
    });

  it('of a version that joined none is joined with none', () => {
    const said = { saidAt: 2, optedOutAt: null };
    expect(consentRecord.decode(said)).to.deep.equal(E.right({ said, same: [] }));
  });

  it('does not decode where it is damaged', () => {
    for (const odd of [
      { saidAt: null, optedOutAt: 1, same: [] },
      { optedOutAt: null, same: [] },
      { saidAt: 1, same: [] },
      { saidAt: 1, optedOutAt: null, same: ['short'] },
      { saidAt: 1, optedOutAt: null, same: null },
      { saidAt: '1', optedOutAt: null, same: [] },
      null,
    ])
      expect(consentRecord.decode(odd)._tag, JSON.stringify(odd)).to.equal('Left');
  });
});
