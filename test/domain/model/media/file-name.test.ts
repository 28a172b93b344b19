import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import {
  cleanFileName,
  type FileName,
  isTooLongName,
  parseFileName,
  shortened,
  withinSentLength,
  withRightExtension,
  withServedExtension,
  writtenExtension,
} from '../../../../src/domain/model/media/file-name.js';
import { mimeOfFormat } from '../../../../src/domain/model/media/media-rules.js';

describe('a file name', () => {
  it('chosen by a caller is taken as it is, or refused', () => {
    expect(parseFileName('Offer 2026.pdf')).to.deep.equal(E.right('Offer 2026.pdf'));
    for (const name of ['../x', 'a/b', 'a\\b', '..', '.', 'a\u0000b', 'a\nb', 'x\u202egpj.exe', 'n'.repeat(256)])
      expect(E.isLeft(parseFileName(name)), JSON.stringify(name)).to.equal(true);
    expect(E.isRight(parseFileName('n'.repeat(255)))).to.equal(true);
    expect(E.isRight(parseFileName('🎉'.repeat(255)))).to.equal(true);
  });

  it('that came with a file is made the best of', () => {
    expect(cleanFileName('C:\\Users\\me\\holiday.jpg')).to.deep.equal(O.some('holiday.jpg'));
    expect(cleanFileName('../../etc/passwd')).to.deep.equal(O.some('passwd'));
    expect(cleanFileName('a\u0000\u202eb.png')).to.deep.equal(O.some('ab.png'));
    expect(cleanFileName('e\u0301.txt')).to.deep.equal(O.some('\u00e9.txt'));
    expect(cleanFileName(' report. ')).to.deep.equal(O.some('report'));
    expect(cleanFileName('e\u200e\u0301.txt')).to.deep.equal(O.some('\u00e9.txt'));
    for (const name of ['', '.', '..', '. .', '/', 'x/', '\u0000']) expect(cleanFileName(name), name).to.equal(O.none);
  });

  it('that came with a file has no path, no control character, and at most 255 bytes, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const clean = cleanFileName(name);
        if (O.isNone(clean)) return;
        expect(Buffer.byteLength(clean.value)).to.be.within(1, 255);
        // eslint-disable-next-line no-control-regex
        expect(clean.value).not.to.match(/[/\\\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(() => encodeURIComponent(clean.value)).not.to.throw();
      }),
    );
  });

  it('keeps its extension when it is cut', () => {
    const clean = O.getOrElse(() => '')(cleanFileName(`${'é'.repeat(300)}.jpeg`));
    expect(clean).to.match(/^é+\.jpeg$/);
    expect(Buffer.byteLength(clean)).to.be.at.most(255);
  });

  it('is cut as it was when it was cut one character at a time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 100, maxLength: 600 }), (name) => {
        const clean = O.toUndefined(cleanFileName(`a${name.replace(/[./\\]/g, '')}z.pdf`)) ?? '';
        const whole = O.toUndefined(cleanFileName(`a${name.replace(/[./\\]/g, '')}`)) ?? '';
        const stem = [...clean.slice(0, -'.pdf'.length)];
        expect(`${whole}z`.startsWith(stem.join(''))).to.equal(true);
        // One more character would not fit.
        const next = [...`${whole}z`][stem.length];
        if (next !== undefined) expect(Buffer.byteLength(clean) + Buffer.byteLength(next)).to.be.above(255);
      }),
    );
  });

  it('is cut in one pass: a name of a million characters is no work', () => {
    for (const sign of ['a', '\u00e9', '\u4f60', '\u{1f389}', '.']) {
      const clean = O.toUndefined(cleanFileName(`x${sign.repeat(1_000_000)}.jpeg`)) ?? '';
      expect(Buffer.byteLength(clean)).to.be.within(252, 255);
      expect(clean).to.match(/\.jpeg$/);
    }
  });

  it('is longer than any use from 4 097 bytes on', () => {
    expect(isTooLongName('n'.repeat(4_096))).to.equal(false);
    expect(isTooLongName('n'.repeat(4_097))).to.equal(true);
    expect(isTooLongName('\u00e9'.repeat(2_048))).to.equal(false);
    expect(isTooLongName('\u00e9'.repeat(2_049))).to.equal(true);
    expect(isTooLongName('\u{1f389}'.repeat(1_025))).to.equal(true);
  });

  it('is served with an extension of the type of its file', () => {
    const name = (text: string) => text as FileName;
    expect(withServedExtension(name('setup.bat'), 'text/plain')).to.equal('setup.bat.txt');
    expect(withServedExtension(name('list.csv'), 'text/plain')).to.equal('list.csv');
    expect(withServedExtension(name('picture.png'), 'image/jpeg')).to.equal('picture.png.jpg');
    expect(withServedExtension(name(`${'a'.repeat(251)}.exe`), 'application/pdf')).to.equal(`${'a'.repeat(251)}.pdf`);
    for (const format of Object.keys(mimeOfFormat) as (keyof typeof mimeOfFormat)[]) {
      const right = withRightExtension(name('x'), format);
      expect(withServedExtension(right, mimeOfFormat[format])).to.equal(right);
    }
  });

  it('that came with a file stays as it is, once it is clean', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 400 }),
          fc.string({
            unit: fc.constantFrom('a', '.', ' ', '/', '\u200e', 'e', '\u0301', '\u0323', '中'),
            maxLength: 300,
          }),
        ),
        (text) => {
          const clean = cleanFileName(text);
          if (O.isSome(clean)) expect(cleanFileName(clean.value)).to.deep.equal(clean);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('has the extension behind its last dot, and none if nothing stands there', () => {
    for (const [name, extension] of [
      ['a.jpg', 'jpg'],
      ['C:\\dir.d\\a.JPG', 'JPG'],
      ['.csv', 'csv'],
      ['photo.jpg.', 'jpg'],
      ['photo.jpg ', 'jpg'],
      ['setup.exe.', 'exe'],
      ['x\u202egpj.exe', 'exe'],
      ['invoice.v2', 'v2'],
      ['IMG.1234', '1234'],
      ['.hidden', 'hidden'],
      ['archive.tar', 'tar'],
    ] as const)
      expect(writtenExtension(name), name).to.deep.equal(O.some(extension));
    for (const name of ['', '.', '..', 'blob', 'phpA1b2C3', 'report.', 'report. .', 'dir.d/file', 'dir.d\\', '\u0000'])
      expect(writtenExtension(name), name).to.equal(O.none);
  });

  it('that decoding made longer than any use is cut, and keeps its extension', () => {
    expect(withinSentLength('ö.jpg')).to.equal('ö.jpg');
    expect(withinSentLength('ö'.repeat(2_048))).to.equal('ö'.repeat(2_048));
    expect(withinSentLength(`${'ö'.repeat(2_100)}.jpg`)).to.equal(`${'ö'.repeat(125)}.jpg`);
  });

  it('gets the right extension where it lacks one', () => {
    const name = (text: string) => text as FileName;
    expect(withRightExtension(name('report'), 'pdf')).to.equal('report.pdf');
    expect(withRightExtension(name('report.PDF'), 'pdf')).to.equal('report.PDF');
    expect(withRightExtension(name('v1.2'), 'pdf')).to.equal('v1.2.pdf');
    expect(withRightExtension(name('picture.jpg'), 'png')).to.equal('picture.jpg.png');
    expect(withRightExtension(name('picture.jpeg'), 'jpeg')).to.equal('picture.jpeg');
    expect(withRightExtension(name('list.csv'), 'csv')).to.equal('list.csv');
    expect(withRightExtension(name('voice.ogg'), 'opus')).to.equal('voice.ogg');
    expect(withRightExtension(name('report.'), 'pdf')).to.equal('report.pdf');
    expect(withRightExtension(name('report.pdf.'), 'pdf')).to.equal('report.pdf');
    expect(withRightExtension(name('...'), 'pdf')).to.equal('....pdf');
  });

  it('is not cut for the extension that it gets, unless every system has to take it', () => {
    const long = withRightExtension('中'.repeat(255) as FileName, 'pdf');
    expect(long).to.equal(`${'中'.repeat(255)}.pdf`);
    expect(shortened(long)).to.equal(`${'中'.repeat(83)}.pdf`);
  });
});
