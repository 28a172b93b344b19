import { expect } from 'chai';
import { decodeEncodedWords } from '../../../src/kit/sent-name/encoded-words.js';

const utf8 = (text: string): string => Buffer.from(text).toString('base64');

describe('encoded words', () => {
  for (const [text, expected] of [
    [`=?UTF-8?B?${utf8('Rechnung März.pdf')}?=`, 'Rechnung März.pdf'],
    [`=?utf-8?b?${utf8('日本.pdf').replace(/=+$/, '')}?=`, '日本.pdf'],
    ['=?UTF-8?Q?Rechnung_M=C3=A4rz.pdf?=', 'Rechnung März.pdf'],
    ['=?ISO-8859-1?q?M=e4rz 2026.pdf?=', 'März 2026.pdf'],
    ['=?windows-1251?B?z/Do4uXyLnBkZg==?=', 'Привет.pdf'],
    ['=?Shift_JIS?B?k/qWey5wZGY=?=', '日本.pdf'],
    ['=?UTF-8*de?Q?M=C3=A4rz?=.pdf', 'März.pdf'],
    // Several words, with one character cut in two; blanks between words are dropped, others stay.
    ['=?UTF-8?Q?M=C3?= \t=?UTF-8?Q?=A4rz?=', 'März'],
    ['=?UTF-8?Q?M=C3=A4?==?ISO-8859-1?Q?rz=E4?=', 'Märzä'],
    ['a =?UTF-8?Q?b?= c =?UTF-8?Q?d?= e', 'a b c d e'],
    ['=?UTF-8?Q??=', ''],
    ['=?UTF-8?Q?=FF?=', '\ufffd'],
  ] as const)
    it(`are decoded in ${text}`, () => {
      expect(decodeEncodedWords(text)).to.equal(expected);
    });

  for (const text of [
    '',
    'a.pdf',
    '=?UTF-8?Q?a',
    '=?UTF-8?X?a?=',
    '=?x-unknown?Q?a?=',
    '=?UTF-8?B?*?=',
    '=?UTF-8?Q?ä?=',
    '=??Q?a?=',
    'a=?b?c?=d',
  ])
    it(`are not seen in ${JSON.stringify(text)}`, () => {
      expect(decodeEncodedWords(text)).to.equal(null);
    });

  it('are decoded up to 64: no name has more', () => {
    const words = (count: number): string => '=?UTF-8?Q?a?='.repeat(count);
    expect(decodeEncodedWords(words(64))).to.equal('a'.repeat(64));
    expect(decodeEncodedWords(words(66))).to.equal('a'.repeat(64) + words(2));
  });

  it('that cannot be decoded stay beside those that can', () => {
    expect(decodeEncodedWords('=?x-unknown?Q?a?= =?UTF-8?Q?b?=')).to.equal('=?x-unknown?Q?a?= b');
  });
});
