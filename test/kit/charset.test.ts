import { expect } from 'chai';
import { bytesText, charsetOf } from '../../src/kit/charset.js';

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

describe('charsets', () => {
  it('are found by their labels, in any case', () => {
    expect(charsetOf('Latin1')?.name).to.equal('windows-1252');
    expect(charsetOf('sjis')?.name).to.equal('shift_jis');
    expect(charsetOf('no-charset')).to.equal(null);
    expect(charsetOf('')).to.equal(null);
  });

  it('read the bytes that Latin-1 has no letters for as windows-1252', () => {
    expect(charsetOf('iso-8859-1')?.decode(bytes('80e9939d'))).to.equal('€é“\u009d');
    expect(bytesText('\x8a\xff')).to.equal('Šÿ');
  });

  it('read a view of a larger buffer alone', () => {
    expect(charsetOf('latin1')?.decode(bytes('41e943').subarray(1, 2))).to.equal('é');
  });

  it('refuse bytes that are no text of theirs, or replace them', () => {
    expect(charsetOf('utf-8')?.decode(bytes('41ff'))).to.equal(null);
    expect(charsetOf('utf-8', { replacing: true })?.decode(bytes('41ff'))).to.equal('A\ufffd');
  });

  it('are UTF-8 where nobody names one and the bytes are that, else Latin-1', () => {
    expect(bytesText('\xc3\xa9')).to.equal('é');
    expect(bytesText('\xe9')).to.equal('é');
    expect(bytesText('é漢')).to.equal('é漢');
    expect(bytesText('plain')).to.equal('plain');
  });

  it('drop a byte-order mark', () => {
    expect(charsetOf('utf-16le')?.decode(bytes('fffe4100'))).to.equal('A');
  });
});
