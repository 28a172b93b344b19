import { expect } from 'chai';
import { readPartHeaders } from '../../../src/kit/multipart/part-headers.js';

const read = (text: string): object | null => {
  const headers = readPartHeaders(text);
  return headers === null ? null : Object.fromEntries(headers);
};

describe("a part's headers", () => {
  it('are read by name in lower case, without blanks around the value', () => {
    expect(read('Content-Type: \t text/plain \t\r\nX-A:b\r\nX-Empty:\r\n')).to.deep.equal({
      'content-type': 'text/plain',
      'x-a': 'b',
      'x-empty': '',
    });
  });

  it('may be none', () => {
    expect(read('')).to.deep.equal({});
  });

  it('are one where a line is folded', () => {
    expect(read('A: b;\r\n c\r\n\td\r\nE:\r\n f\r\n')).to.deep.equal({ a: 'b; c\td', e: 'f' });
  });

  it('keep bytes beyond ASCII, the last of a letter too', () => {
    expect(read('A: caf\xc3\xa0\xc2\xa0\r\n')).to.deep.equal({ a: 'caf\xc3\xa0\xc2\xa0' });
  });

  it('count once, the first of a name', () => {
    expect(read('A: 1\r\na: 2\r\n__proto__: 3\r\n')).to.deep.equal(
      Object.fromEntries([
        ['a', '1'],
        ['__proto__', '3'],
      ]),
    );
  });

  for (const [what, line] of [
    ['no colon', 'no colon'],
    ['no name', ': x'],
    ['a blank in a name', 'A B: x'],
    ['a blank before the colon', 'A : x'],
    ['a fold before any header', ' A: x'],
    ['a name beyond ASCII', '\xe4: x'],
    ['NUL', 'A: x\0'],
    ['DEL', 'A: x\x7f'],
    ['a lone CR', 'A: x\ry'],
    ['a lone LF', 'A: x\nB: y'],
    ['an empty line', ''],
  ] as const)
    it(`are not read with ${what}`, () => {
      expect(read(`${line}\r\nB: c\r\n`)).to.equal(null);
      if (!line.startsWith(' ')) expect(read(`B: c\r\n${line}\r\n`)).to.equal(null);
    });

  it('cost one pass, also where blanks are all that they hold', () => {
    expect(read(`A: ${' '.repeat(16_000)}x${'\t'.repeat(16_000)}\r\n`)).to.deep.equal({ a: 'x' });
    expect(read(`A:${'\r\n '.repeat(5_000)}\0\r\n`)).to.equal(null);
  });
});
