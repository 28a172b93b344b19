import { expect } from 'chai';
import fc from 'fast-check';
import { readHeaderValue } from '../../../src/kit/multipart/header-value.js';
import { dispositionName } from '../../../src/kit/sent-name/disposition-name.js';

const nameIn = (parameters: string): string =>
  dispositionName(readHeaderValue(`attachment; ${parameters}`)?.parameters ?? new Map());
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

describe('the file name of a Content-Disposition', () => {
  for (const [parameters, name] of [
    ['filename=a.pdf', 'a.pdf'],
    ['filename="a b.pdf";', 'a b.pdf'],
    ['filename = a b.pdf', 'a b.pdf'],
    [`filename="${utf8('März.pdf')}"`, 'März.pdf'],
    [`filename=${utf8('März 1.pdf')}; size=3`, 'März 1.pdf'],
    ['filename="M\xe4rz.pdf"', 'März.pdf'],
    ['filename="10 \x80.pdf"', '10 €.pdf'],
    ['filename="=?UTF-8?B?TcOkcnoucGRm?="', 'März.pdf'],
    ['filename=Rechnung%20M%C3%A4rz.pdf', 'Rechnung März.pdf'],
    ['filename="100%25 off; x.pdf"', '100%25 off; x.pdf'],
    // The extended name wins, however it is written, if it can be decoded.
    ["filename=a.pdf; filename*=UTF-8''M%C3%A4rz.pdf", 'März.pdf'],
    ["filename*=utf-8'de'M%C3%A4rz.pdf; filename=a.pdf", 'März.pdf'],
    ['filename=a.pdf; filename*="UTF-8\'\'M%C3%A4rz 1.pdf"', 'März 1.pdf'],
    ["filename*=ISO-8859-1''M%E4rz.pdf", 'März.pdf'],
    ["filename*=windows-1252''10%20%80.pdf", '10 €.pdf'],
    [`filename*=UTF-8''${utf8('März.pdf')}`, 'März.pdf'],
    ["filename*=''M%C3%A4rz.pdf", 'März.pdf'],
    ["filename*=UTF-8''100%2525.pdf", '100%25.pdf'],
    // If it cannot, the plain one does.
    ["filename=a.pdf; filename*=UTF-8''%FF.pdf", 'a.pdf'],
    ["filename=a.pdf; filename*=x-unknown''b.pdf", 'a.pdf'],
    ['filename=a.pdf; filename*=b.pdf', 'a.pdf'],
    ["filename=a.pdf; filename*=UTF-8''", 'a.pdf'],
    // If there is none, the best is made of it.
    ["filename*=UTF-8''M%E4rz.pdf", 'März.pdf'],
    ["filename*=x-unknown''M%C3%A4rz.pdf", 'März.pdf'],
    ['filename*=b.pdf', 'b.pdf'],
    ["filename*=UTF-8''", ''],
    ['filename="M%C3%A4rz.pdf"; filename*=""', 'März.pdf'],
    ['name=a', ''],
    ['filename=""', ''],
  ] as const)
    it(`is ${JSON.stringify(name)} in ${parameters}`, () => {
      expect(nameIn(parameters)).to.equal(name);
    });

  it('is something, whatever the parameters say', () => {
    const value = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)) }),
      fc.string({ unit: fc.constantFrom("'", '%', 'utf-8', '%C3', '%FF', 'a', '=?', '?='), maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('filename', 'filename*'), value), (parameters) => {
        const name = dispositionName(new Map(Object.entries(parameters)));
        expect(name).to.be.a('string');
        // No half of a surrogate pair comes from bytes.
        expect(() => encodeURIComponent(name)).not.to.throw();
      }),
      { numRuns: 300 },
    );
  });

  it('costs one pass', () => {
    for (const unit of ["'", '%', '%41', "a'", '=?'])
      expect(dispositionName(new Map([['filename*', `utf-8''${unit.repeat(300_000)}`]])).length).to.be.above(10);
  });
});
