import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { maskPhoneNumber, parsePhoneNumber } from '../../../../src/domain/model/contact/phone.js';

describe('a phone number', () => {
  const taken: [string, string][] = [
    ['14155550123', '14155550123'],
    ['+1 (415) 555-0123', '14155550123'],
    ['+1.415.555.0123', '14155550123'],
    ['+298123456', '298123456'],
    ['298 12 34 56', '298123456'],
    ['123456789012345', '123456789012345'],
  ];
  for (const [written, digits] of taken.filter(([, digits]) => !digits.startsWith('+')))
    it(`written ${written} is ${digits}`, () => {
      expect(parsePhoneNumber(written)).to.deep.equal(E.right(digits));
    });

  const refused = [
    '',
    '+',
    '12345',
    '298123456', // 9 digits in 9 characters
    '+29812345', // 8 digits in 9 characters
    '+1 2 3 4 5 6 7', // 7 digits, however long
    '0123456789',
    '+0 123 456 789',
    '1234567890123456',
    '1415555O123',
    '14155550123 ext 4',
    '1415555/0123',
    '١٤١٥٥٥٥٠١٢٣', // digits of another script
    '1415555\n0123',
    '14155550123;rm -rf /',
  ];
  for (const written of refused)
    it(`is refused when written ${JSON.stringify(written)}`, () => {
      expect(E.isLeft(parsePhoneNumber(written))).to.equal(true);
    });

  it('is 8 to 15 digits not beginning with 0, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789+-(). x'), maxLength: 24 }), (written) => {
        const read = parsePhoneNumber(written);
        if (E.isRight(read)) expect(read.right).to.match(/^[1-9][0-9]{7,14}$/);
      }),
    );
  });

  it('shows a log neither its middle nor a short one at all', () => {
    expect(maskPhoneNumber('15551234567')).to.equal('+1555*****67');
    expect(maskPhoneNumber('1555')).to.equal('+***');
  });
});
