import { expect } from 'chai';
import { endingOf, endings, freshNumber, ordinaryEnding } from '../../../src/cli/trigger/numbers.js';
import { fateOf } from '../../../src/sandbox/meta/behaviours.js';
import { errorCodes } from '../../../src/sandbox/meta/error-codes.js';
import { parseRecipient } from '../../../src/sandbox/meta/recipient.js';
import { times } from '../../contracts/support.js';

describe('the numbers of postcard trigger', () => {
  it('end as the sandbox needs it', () => {
    const fates = Object.values(endings).map((ending) => fateOf(freshNumber(ending)));
    expect(fates).to.deep.equal(['cut', 'no-statuses', 'plays'].map((behaviour) => ({ _tag: 'Behaviour', behaviour })));
    for (const { code } of errorCodes)
      expect(fateOf(freshNumber(endingOf(code))), String(code)).not.to.equal(undefined);
    for (const ending of times(1_000, ordinaryEnding)) expect(fateOf(freshNumber(ending)), ending).to.equal(undefined);
  });

  it('are whole numbers of no country, and hardly ever the same', () => {
    const numbers = times(100, () => freshNumber(ordinaryEnding()));
    for (const number of numbers) expect(parseRecipient(number)).to.match(/^999\d{12}$/);
    expect(new Set(numbers).size).to.equal(100);
  });
});
