import { expect } from 'chai';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import { cleanFileName, type FileName } from '../../../../src/domain/model/media/file-name.js';
import { asExtension, extensionFitsType, mimeOfFormat } from '../../../../src/domain/model/media/media-rules.js';
import { servedUrl } from '../../../../src/domain/model/media/served-url.js';

const folder = `https://media.example.com/media/${'A'.repeat(43)}/`;
const name = (text: string) => text as FileName;

describe('the URL of a stored file', () => {
  it('ends in its name, percent-encoded', () => {
    expect(servedUrl(folder, name('Menü 1.pdf'), 'application/pdf')).to.equal(`${folder}Men%C3%BC%201.pdf`);
    expect(servedUrl(folder, name('v1.2.PDF'), 'application/pdf')).to.equal(`${folder}v1.2.PDF`);
  });

  it('is as long as WhatsApp takes it at most, and no sign is cut', () => {
    for (const sign of ['中', '🎉', 'é', 'e\u0323\u0301', 'ש', '%', '👩‍👩‍👧‍👦']) {
      const whole = name(`${sign.repeat(Math.ceil(255 / [...sign].length))}.pdf`);
      const url = servedUrl(folder, whole, 'application/pdf');
      expect(url.length, sign).to.be.below(2_048);
      expect(url).to.match(/\.pdf$/);
      const stem = decodeURIComponent(url.slice(folder.length, -'.pdf'.length));
      expect(whole.startsWith(stem)).to.equal(true);
    }
    const longest = name(`${'中'.repeat(255)}.pdf`);
    // One more would be nine characters more.
    expect(servedUrl(folder, longest, 'application/pdf').length).to.be.within(2_039, 2_047);
  });

  it('leaves room for a long address of the server', () => {
    const long = `https://media.example.com/${'a'.repeat(1_000)}/media/${'A'.repeat(43)}/`;
    const url = servedUrl(long, name(`${'中'.repeat(255)}.docx`), mimeOfFormat.docx);
    expect(url.length).to.be.within(2_039, 2_047);
    expect(url).to.match(/(?:%E4%B8%AD)+\.docx$/);
  });

  it('has no dots at the start of its name, since hidden files are not served, and the extension of its type', () => {
    for (const [given, type, expected] of [
      ['.hidden.csv', 'text/plain', 'hidden.csv'],
      ['....csv', 'text/plain', 'file.csv'],
      ['.csv', 'text/plain', 'file.csv'],
      ['. .csv', 'text/plain', '%20.csv'],
      ['v1.2.pdf', 'application/pdf', 'v1.2.pdf'],
      ['setup.bat', 'text/plain', 'setup.bat.txt'],
    ] as const)
      expect(servedUrl(folder, name(given), type)).to.equal(folder + expected);
  });

  it('is one, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 600 }),
        fc.constantFrom(...Object.values(mimeOfFormat)),
        fc.integer({ min: 0, max: 1_500 }),
        (text, type, more) => {
          const clean = cleanFileName(text);
          if (O.isNone(clean)) return;
          const longer = `https://media.example.com/${'a'.repeat(more)}/`;
          const url = servedUrl(longer, clean.value, type);
          expect(url.length).to.be.below(2_048);
          const last = decodeURIComponent(url.slice(longer.length));
          expect(last).not.to.match(/^\./);
          const extension = asExtension(last.slice(last.lastIndexOf('.') + 1));
          expect(O.isSome(extension) && extensionFitsType(extension.value, type)).to.equal(true);
        },
      ),
    );
  });
});
