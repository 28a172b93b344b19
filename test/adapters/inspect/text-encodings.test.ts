import { expect } from 'chai';
import fc from 'fast-check';
import { sample } from '../../support/samples.js';
import { detect } from './detect.js';

const single = [
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1255', 'windows-1256'],
  ...['windows-1257', 'windows-1258', 'windows-874', 'iso-8859-2', 'iso-8859-4', 'iso-8859-5', 'iso-8859-7'],
  ...['iso-8859-8', 'iso-8859-10', 'iso-8859-13', 'iso-8859-15', 'koi8-r', 'koi8-u', 'ibm866', 'macintosh'],
  'x-mac-cyrillic',
] as const;
const double = ['shift_jis', 'euc-jp', 'gbk', 'big5', 'euc-kr'] as const;

const isLetter = (text: string): boolean => /^[\p{L}\p{M}]$/u.test(text);

const decoded = (encoding: string, bytes: readonly number[]): string => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return '';
  }
};

/** The bytes of every letter of an encoding, of one byte or of two. */
const lettersOf = (encoding: string, length: 1 | 2): readonly (readonly number[])[] => {
  const high = Array.from({ length: 0x80 }, (_, index) => 0x80 + index);
  const second = Array.from({ length: 0xc0 }, (_, index) => 0x40 + index);
  const all = length === 1 ? high.map((byte) => [byte]) : high.flatMap((byte) => second.map((next) => [byte, next]));
  return all.filter((bytes) => isLetter(decoded(encoding, bytes)));
};

const alphabets = new Map<string, readonly (readonly number[])[]>([
  ...single.map((encoding) => [encoding, lettersOf(encoding, 1)] as const),
  ...double.map((encoding) => [encoding, lettersOf(encoding, 2)] as const),
]);

const ascii = [...'abcdefghijklmnopqrstuvwxyz0123456789;,. \t\r\n'].map((letter) => [letter.charCodeAt(0)]);

/** A text in an encoding of old that begins with a letter of its own alphabet. */
const legacyText = fc.constantFrom(...alphabets.keys()).chain((encoding) => {
  const letter = fc.constantFrom(...(alphabets.get(encoding) ?? []));
  const rest = fc.array(fc.oneof({ weight: 3, arbitrary: letter }, fc.constantFrom(...ascii)), { maxLength: 60 });
  return fc.tuple(letter, rest).map(([first, others]) => ({ encoding, bytes: Buffer.from([first, ...others].flat()) }));
});

/** "яШя" in Windows-1251: the beginning of a JPEG, which is believed. */
const isJpegStart = (bytes: Buffer): boolean => bytes.toString('hex', 0, 3) === 'ffd8ff';

describe('the media inspector, on text in the encodings of old', () => {
  it('takes any text that begins with any letter, as txt and as csv', async () => {
    await fc.assert(
      fc.asyncProperty(legacyText, async ({ bytes }) => {
        fc.pre(!isJpegStart(bytes));
        expect(await detect(bytes, 'txt')).to.equal('txt');
        expect(await detect(bytes, 'csv')).to.equal('csv');
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes every pair of first letters of Windows-1251', async () => {
    const letters = alphabets.get('windows-1251') ?? [];
    for (const first of letters)
      for (const second of letters) {
        const bytes = Buffer.from([...first, ...second, ...Buffer.from(';1\r\n')]);
        expect(await detect(bytes, 'txt'), bytes.toString('hex')).to.equal('txt');
      }
  });

  it('refuses sound and pictures that were cut to where nothing of them is recognised', async () => {
    for (const [extension, length] of [
      ['mp3', 100],
      ['aac', 60],
      ['jpg', 100],
      ['amr', 20],
      ['ogg', 40],
    ] as const)
      expect(await detect(sample(extension).subarray(0, length), 'txt'), extension).to.not.equal('txt');
  });

  it('refuses a text with a control character that begins as sound does', async () => {
    const january = Buffer.from('ffede2e0f0fc', 'hex');
    expect(await detect(january, 'txt')).to.equal('txt');
    for (const control of [0x00, 0x01, 0x0e, 0x1f, 0x7f])
      expect(await detect(Buffer.from([...january, control]), 'txt'), `${control}`).to.equal(undefined);
  });
});
