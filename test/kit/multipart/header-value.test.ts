import { expect } from 'chai';
import fc from 'fast-check';
import { readHeaderValue } from '../../../src/kit/multipart/header-value.js';

const read = (text: string): object | null => {
  const header = readHeaderValue(text);
  return header === null ? null : { value: header.value, ...Object.fromEntries(header.parameters) };
};

describe("a header's value and parameters", () => {
  for (const [text, expected] of [
    ['form-data', {}],
    ['form-data; name=a', { name: 'a' }],
    ['FORM-DATA ;\tNAME="a b"', { name: 'a b' }],
    ['form-data;name=a;filename=b', { name: 'a', filename: 'b' }],
    ['form-data; name=""', { name: '' }],
    ['form-data; name="a;b=\\"c\\\\"; x=y', { name: 'a;b="c\\', x: 'y' }],
    ['form-data; filename="C:\\dir\\a.jpg"', { filename: 'C:\\dir\\a.jpg' }],
    ['form-data; name="\xc3\xa9"', { name: '\xc3\xa9' }],
    ['form-data; name=a; name=b', { name: 'a' }],
    ["form-data; filename=x; filename*=UTF-8''a%20b", { filename: 'x', 'filename*': "UTF-8''a%20b" }],
    // What programs write and no RFC has.
    ['form-data;', {}],
    ['form-data; name=a;', { name: 'a' }],
    ['form-data; name=a;; ;filename=b', { name: 'a', filename: 'b' }],
    ['form-data; name = a ; filename = "b"', { name: 'a', filename: 'b' }],
    ['form-data; name=a b', { name: 'a b' }],
    ['form-data; name=\xe9', { name: '\xe9' }],
    ['form-data; filename=a; b.pdf; x=y;', { filename: 'a; b.pdf', x: 'y' }],
    ['form-data; name="a "b".pdf"; x=y', { name: 'a "b".pdf', x: 'y' }],
    ['form-data; name="a" b"', { name: 'a" b' }],
    ['form-data; filename*="UTF-8\'\'x"', { 'filename*': "UTF-8''x" }],
    ['form-data; name', {}],
    ['form-data; name=', { name: '' }],
    ['form-data; =a; name=b', { name: 'b' }],
    ['form-data; name; filename=b', { filename: 'b' }],
  ] as const)
    it(`are read in ${text}`, () => {
      expect(read(text)).to.deep.equal({ value: 'form-data', ...expected });
    });

  for (const text of ['form-data; name="a', 'form-data; name="a\\"', 'form-data; name="a"b', 'form-data name=a'])
    it(`are not read in ${text}`, () => {
      expect(read(text)).to.equal(null);
    });

  it('come back from quotes as they went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', ';', '=', ' ', 'a', '\xe9', "'", '*') }), (name) => {
        expect(read(`form-data; name="${name.replace(/["\\]/g, '\\$&')}"; z=1`)).to.deep.include({ name, z: '1' });
      }),
      { numRuns: 300 },
    );
  });

  it('cost one pass', () => {
    for (const sign of ['"', '\\', ' ', '=', "'", '" ', '"\\'])
      expect(read(`form-data; name="${sign.repeat(200_000)}x`), sign).to.equal(null);
    for (const sign of ['=', ' ', 'a'])
      expect(read(`form-data; name=a;=${sign.repeat(200_000)}`), sign).to.include({ name: 'a' });
    for (const sign of [';', '; ', ';=', ';a='])
      expect(read(`form-data; name=a;${sign.repeat(200_000)}`), sign).to.equal(null);
  });

  it('cannot be read with more parameters than any program writes', () => {
    const withParameters = (count: number): string => `form-data${'; a=b'.repeat(count)}`;
    expect(read(withParameters(100))).to.deep.equal({ value: 'form-data', a: 'b' });
    expect(read(withParameters(101))).to.equal(null);
    // Semicolons within one name are none.
    expect(read(`form-data; name=${'a;'.repeat(200)}a`))
      .to.have.property('name')
      .with.lengthOf(401);
  });
});
