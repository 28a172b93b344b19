import { expect } from 'chai';
import fc from 'fast-check';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { placeOfToken, tokenAt } from '../../../../src/domain/model/account/token.js';
import { token } from '../../../support/happy-ports.js';

describe('the id of a token', () => {
  it('names the place that it was made from', () => {
    const number = fc.integer({ min: 1, max: 999_999_999_999_999 });
    fc.assert(
      fc.property(number, number, (account, place) => {
        const { id } = tokenAt(place, { ...token, accountId: account as AccountId });
        expect(placeOfToken(id)).to.deep.equal({ accountId: account, number: place });
      }),
    );
  });

  for (const text of [
    '',
    'tok_',
    'tok_1',
    'tok_1_',
    'tok_0_1',
    'tok_1_0',
    'tok_01_1',
    'tok_1_1 ',
    ' tok_1_1',
    'TOK_1_1',
  ])
    it(`is not ${JSON.stringify(text)}`, () => expect(placeOfToken(text)).to.equal(null));

  it('is no number that cannot be counted exactly', () => {
    expect(placeOfToken(`tok_1_${'9'.repeat(16)}`)).to.equal(null);
    expect(placeOfToken(`tok_${'9'.repeat(400)}_1`)).to.equal(null);
  });
});
