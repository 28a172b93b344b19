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
    ['\u202a+1\u00a0415\u2011555\u20110123\u202c', '14155550123'], // from an address book
    ['\u200e+1\u2009415\u3000555\u200b\ufeff\u00ad01\t23\u2060', '14155550123'],
    ['+1\u2010415\u2012555\u201301\u201423', '14155550123'],
    ['+1\u2212415\uff0d555\ufe630123', '14155550123'],
    ['\uff0b81\u30fc90\uff081234\uff095678', '819012345678'],
    ['+33.6.12.34.56.00', '33612345600'],
    ['4.915.112.345.678', '4915112345678'],
    ['+1 415.5550100', '14155550100'],
    ['4915112345678.', '4915112345678'],
    ['+39 (06) 698 1234', '39066981234'],
    ['+44 (20) 7946 0958', '442079460958'],
  ];
  for (const [written, digits] of taken)
    it(`written ${JSON.stringify(written)} is ${digits}`, () => {
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

  const told: [string, RegExp][] = [
    ['+1/415/5550123', /^must have only digits, spaces, dashes and \+ \( \) \. but has "\/"$/],
    ['14155550123 ext 4', /but has "e"$/],
    ['14155550123#4', /but has "#"$/],
    ['49,151', /but has ","$/],
    ['14155550\u000023', /but has U\+0000$/],
    ['1415555\n0123', /but has U\+000A$/],
    ['1415555\u20280123', /but has U\+2028$/],
    ['1\ufe0f\u20e3415', /but has U\+FE0F$/],
    ['1 415 é', /but has "é" \(U\+00E9\)$/],
    ['+1 \u{1f4de}', /but has "\u{1f4de}" \(U\+1F4DE\)$/u],
    ['١٤١٥٥٥٥٠١٢٣', /but has "١" \(U\+0661\), a digit that is not one of 0 to 9$/],
    ['14155550１23', /but has "１" \(U\+FF11\), a digit/],
    ['1415555012³', /but has "³" \(U\+00B3\)$/],
    ['4915112345678.0', /^must be a whole number: drop the \.0 at its end, which a spreadsheet adds$/],
    ['+49 151 12345678.00', /drop the \.00 at its end/],
    ['4915112345678 . 0', /drop the \.0 at its end/],
    ['4915112345678\uff0e0\u200b', /drop the \.0 at its end/],
    ['4915112345678.5', /^must be a whole number: write it without a decimal point$/],
    ['+44 (0)20 7946 0958', /^must be written as it is dialled from abroad: leave the \(0\) out/],
    ['+44 ( 0 ) 20 7946 0958', /leave the \(0\) out/],
    ['0044 (\u200b0\u00a0)20 7946 0958', /leave the \(0\) out/],
    ['+44-[0]-20-7946-0958', /leave the \(0\) out/],
    ['+44（0）20 7946 0958', /leave the \(0\) out/],
    ['(0)20 7946 0958', /must begin with a country code/],
    ['4.91511E+12', /^must be written with all its digits: a spreadsheet has shortened it to 4\.91511E\+12$/],
    ['4,91511e12', /shortened it to 4,91511e12$/],
    ['4.9e+21', /shortened it/],
  ];
  for (const [written, what] of told)
    it(`is told what to do about ${JSON.stringify(written)}`, () => {
      const read = parsePhoneNumber(written);
      expect(E.isLeft(read) ? read.left : read.right).to.match(what);
    });

  it('is not made longer by characters that are not shown', () => {
    for (const mark of ['\u200b', '\u202a', '\ufeff', '\u00ad', '\u2060', '\u200d', '\u{e0020}'])
      expect(E.isLeft(parsePhoneNumber(`${mark}298${mark}123456${mark}`)), mark).to.equal(true);
    expect(parsePhoneNumber('298\u00a0123456')).to.deep.equal(E.right('298123456'));
  });

  it('has the digits that were written, in their order, whatever stands between them', () => {
    const between = fc.array(fc.constantFrom(...' +()\u00a0\u2003\u2011\u2212\u200b\u202e-'), { maxLength: 3 });
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{9,14}$/), fc.array(between, { maxLength: 15 }), (number, gaps) => {
        const written = [...number].map((digit, at) => digit + (gaps[at] ?? []).join('')).join('');
        fc.pre(!/[([]0[)\]]/.test(written.replace(/[^0-9()[\]]/g, '')));
        expect(parsePhoneNumber(written)).to.deep.equal(E.right(number));
      }),
    );
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
