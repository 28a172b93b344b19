import { expect } from 'chai';
import fc from 'fast-check';
import { meantName } from '../../../src/kit/sent-name/meant-name.js';

/** RFC 7578, 4.2: everything but unreserved signs is escaped. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

describe('the name that was meant', () => {
  for (const [sent, meant] of [
    ['Rechnung%20M%C3%A4rz.pdf', 'Rechnung März.pdf'],
    ['rechnung%20m%c3%a4rz.pdf', 'rechnung märz.pdf'],
    ['100%2525.pdf', '100%25.pdf'],
    ['a%2Fb.pdf', 'a/b.pdf'],
    ['say %22hi%22.pdf', 'say "hi".pdf'],
    ['a b%0D%0Ac.pdf', 'a b\r\nc.pdf'],
    ['%22.pdf', '".pdf'],
    ['=?UTF-8?Q?100%25_off.pdf?=', '100%25 off.pdf'],
  ] as const)
    it(`is ${JSON.stringify(meant)} where ${sent} is sent`, () => {
      expect(meantName(sent)).to.equal(meant);
    });

  for (const sent of [
    '',
    'a.pdf',
    '100%25 off; x.pdf',
    'März%20.pdf',
    '100%.pdf',
    '50%zz.pdf',
    'M%E4rz.pdf',
    'a+b%20c.pdf',
    '%ED%A0%80.pdf',
  ])
    it(`is ${JSON.stringify(sent)} as it is sent`, () => {
      expect(meantName(sent)).to.equal(sent);
    });

  it('comes back from percent-encoding, once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        fc.pre(!name.includes('=?'));
        expect(meantName(encoded(name))).to.equal(name);
      }),
    );
  });

  it('is something, whatever is sent, and the same for what has nothing to decode', () => {
    const pieces = fc.constantFrom(
      '%',
      '%2',
      '%20',
      '%C3',
      '%A4',
      '%22',
      '=?',
      '?=',
      '?b?',
      '?Q?',
      'utf-8',
      'a',
      ' ',
      'ä',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: pieces, maxLength: 80 })), (sent) => {
        const meant = meantName(sent);
        expect(meant).to.be.a('string');
        if (!sent.includes('%') && !sent.includes('=?')) expect(meant).to.equal(sent);
      }),
      { numRuns: 300 },
    );
  });

  it('costs one pass over the longest names', () => {
    for (const unit of ['%', '%4', '%41', '%C3', '=?', '=?a?q?', '=?utf-8?q?', '=?utf-8?b?A?=', '=?a*', '?', '=', ' '])
      expect(meantName(unit.repeat(Math.floor(4_096 / unit.length))).length).to.be.at.most(4_096);
    // A million signs would take minutes if the work grew with their square.
    for (const unit of ['%', '%41', '=?', '=?utf-8?q?', ' =?a?b? '])
      expect(meantName(unit.repeat(300_000)).length).to.be.at.least(300_000);
  });
});
