import { expect } from 'chai';
import { type Extension } from '../../../src/domain/model/media/media-rules.js';
import { sample } from '../../support/samples.js';
import { detect, sparse } from './detect.js';

const MIB = 1_048_576;

const isTaken = async (content: Buffer | string): Promise<boolean> => {
  const bytes = Buffer.from(content);
  const [txt, csv] = [await detect(bytes, 'txt'), await detect(bytes, 'csv')];
  expect(csv, 'txt and csv are judged alike').to.equal(txt === 'txt' ? 'csv' : undefined);
  return txt === 'txt';
};

const utf16 = (text: string, order: 'le' | 'be'): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe('the media inspector, on text', () => {
  it('takes text in UTF-8, with a byte order mark or without, and in the encodings of old', async () => {
    for (const text of ['a', 'Grüße, 世界 🎉\r\n', '\ufeffname,city\n', '\u001b[1mbold\u001b[0m\f\u001a'])
      expect(await isTaken(text), JSON.stringify(text)).to.equal(true);
    for (const bytes of ['e4f6fc0d0a', '93fa967b8cea', 'cff0e8e2e5f2'])
      expect(await isTaken(Buffer.from(bytes, 'hex')), bytes).to.equal(true);
  });

  it('takes UTF-16 with a byte order mark, which file-type calls MPEG layer I', async () => {
    for (const order of ['le', 'be'] as const) {
      expect(await isTaken(utf16('name,city\r\nAda,Łódź\r\n', order)), order).to.equal(true);
      expect(await isTaken(utf16('x'.repeat(3 * MIB), order)), order).to.equal(true);
    }
  });

  it('refuses UTF-16 without its mark, with a NUL in it, or with half a character', async () => {
    expect(await isTaken(Buffer.from('name,city', 'utf16le'))).to.equal(false);
    for (const order of ['le', 'be'] as const) {
      expect(await isTaken(utf16('a\0b', order)), order).to.equal(false);
      expect(await isTaken(utf16('abc', order).subarray(0, -1)), order).to.equal(false);
    }
    expect(await isTaken(Buffer.from('fffe000041000000', 'hex')), 'UTF-32').to.equal(false);
  });

  it('takes markup and scripts for what they are: text', async () => {
    for (const text of [
      '<!DOCTYPE html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<?xml version="1.0"?><a/>',
      '#!/bin/sh\nrm -rf /\n',
      '{\\rtf1 hello}',
      'BEGIN:VCARD\r\nVERSION:3.0\r\n',
      '%!PS-Adobe-3.0\n',
      "=cmd|'/c calc'!A1,2\n",
    ])
      expect(await isTaken(text), text).to.equal(true);
  });

  it('takes text that begins like a signature of two or three letters', async () => {
    for (const start of [
      'MAC address,host',
      'BMI,weight',
      'MZ,PE,ELF',
      'FORM,field',
      'ID3 is a tag',
      'GIF or PNG?',
      'icns',
      'Rar is rare',
      'DSD ',
    ])
      expect(await isTaken(`${start}\n1,2\n`), start).to.equal(true);
    expect(await isTaken(`G${'o'.repeat(187)}G${'o'.repeat(300)}`), 'like a transport stream').to.equal(true);
  });

  it('refuses a NUL at the head, the tail or between', async () => {
    for (const at of [0, 1, 500, 999])
      expect(await isTaken(Buffer.alloc(1_000, 'a').fill(0, at, at + 1)), `${at}`).to.equal(false);
    const size = 16 * MIB;
    const nul = Buffer.from([0]);
    for (const at of [0, 65_535, size - 65_536, size - 1])
      expect(await detect(sparse(size, [[at, nul]], 0x61), 'txt'), `${at}`).to.equal(undefined);
    expect(await detect(sparse(size, [[5 * MIB, Buffer.alloc(4 * MIB)]], 0x61), 'txt')).to.equal(undefined);
  });

  it('refuses the signatures of other files', async () => {
    const files = {
      exe: Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0\x04', 'latin1'), Buffer.alloc(60, 1)]),
      'exe without a NUL': Buffer.concat([Buffer.from('MZ\x90\x01\x03\x01', 'latin1'), Buffer.alloc(60, 1)]),
      elf: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\x01'), Buffer.alloc(60, 1)]),
      gif: Buffer.from('GIF89a;plain text from here on'),
      zip: Buffer.from('PK\x03\x04plain text from here on'),
      'empty zip': Buffer.from('PK\x05\x06\x01'),
      gzip: Buffer.from('1f8b0808', 'hex'),
      bzip2: Buffer.concat([Buffer.from('BZh91AY&SY'), Buffer.alloc(30, 1)]),
      '7z': Buffer.from('377abcaf271c01', 'hex'),
      rar: Buffer.from('Rar!\x1a\x07\x01', 'latin1'),
      matroska: Buffer.from('1a45dfa3', 'hex'),
      'pdf without an end': Buffer.from('%PDF-1.4\nplain text from here on'),
      'png cut': sample('png').subarray(0, 8),
      'jpeg cut': sample('jpg').subarray(0, 3),
      'mp3 cut': sample('mp3').subarray(0, 100),
      'mp3 frame': Buffer.from('fffb9064000ff0', 'hex'),
      'aac cut': sample('aac').subarray(0, 100),
      'jpeg cut later': sample('jpg').subarray(0, 200),
      flac: Buffer.from('fLaC\x01\x01\x01\x22', 'latin1'),
      cpio: Buffer.from('c7710101', 'hex'),
      compress: Buffer.from('1f9d9001', 'hex'),
      'byte order mark and exe': Buffer.from('\ufeffMZ\x01\x02\x03\x04\x05\x06'),
    };
    for (const [name, bytes] of Object.entries(files)) expect(await isTaken(bytes), name).to.equal(false);
  });

  it('takes text for nothing under any other name', async () => {
    const others: readonly (Extension | undefined)[] = ['pdf', 'doc', 'docx', 'jpg', 'mp3', 'mp4', 'amr', undefined];
    for (const extension of others) {
      expect(await detect(Buffer.from('hello'), extension), extension).to.equal(undefined);
      expect(await detect(utf16('hello', 'le'), extension), extension).to.equal(undefined);
    }
  });

  it('takes 4 MiB and 16 MiB of carriage returns', async () => {
    for (const size of [4 * MIB, 16 * MIB, 100 * MIB])
      expect(await detect(sparse(size, [], 0x0d), 'txt'), `${size}`).to.equal('txt');
  });
});

describe('the media inspector, on PDF', () => {
  const pdf = sample('pdf');

  it('takes one with lines before its header, where it is called so or nothing', async () => {
    const late = Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), pdf]);
    expect(await detect(late, 'pdf')).to.equal('pdf');
    expect(await detect(late), 'without a name').to.equal('pdf');
    expect(await detect(late, 'txt')).to.equal('txt');
    expect(await detect(late, 'docx')).to.equal(undefined);
    expect(await detect(Buffer.concat([Buffer.alloc(1_100, ' '), pdf]), 'pdf')).to.equal(undefined);
  });

  it('goes by the beginning of what is two files at once', async () => {
    const exe = Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), Buffer.alloc(60), pdf]);
    const gif = Buffer.concat([Buffer.from('GIF89a'), pdf]);
    for (const file of [exe, gif])
      for (const extension of ['pdf', 'txt', 'jpg'] as const)
        expect(await detect(file, extension), extension).to.equal(undefined);
    expect(await detect(Buffer.concat([pdf, sample('docx')]), 'docx')).to.equal(undefined);
    expect(await detect(Buffer.concat([sample('jpg'), pdf]), 'pdf')).to.equal('jpeg');
    const zipFirst = Buffer.concat([sample('docx').subarray(0, 200), pdf]);
    expect(await detect(zipFirst, 'pdf')).to.equal(undefined);
  });

  it('takes one behind a byte order mark, whatever it is called', async () => {
    const marked = Buffer.concat([Buffer.from('\ufeff'), pdf]);
    for (const extension of ['pdf', 'docx', 'txt', undefined] as const)
      expect(await detect(marked, extension), extension).to.equal('pdf');
    expect(await detect(Buffer.from('\ufeff%PDF-1.4\n'), 'pdf')).to.equal(undefined);
  });

  it('takes any number of NULs or blank lines behind the end', async () => {
    for (const filler of [0, 0x0a, 0x20])
      for (const length of [1, 511, 4_095, 4_096, 4_097, 65_536, 300_000, 100 * MIB - pdf.length])
        expect(await detect(sparse(pdf.length + length, [[0, pdf]], filler), 'pdf'), `${length}`).to.equal('pdf');
  });

  it('refuses NULs behind one that was cut, and NULs alone', async () => {
    const cut = pdf.subarray(0, pdf.indexOf('xref'));
    for (const length of [5_000, 300_000, 50 * MIB]) {
      expect(await detect(sparse(cut.length + length, [[0, cut]]), 'pdf'), `${length}`).to.equal(undefined);
      expect(await detect(sparse(length, [[0, Buffer.from('%PDF-1.4')]]), 'pdf'), `${length}`).to.equal(undefined);
    }
  });

  it('takes an end marker within 4 KiB of the end, and refuses one that was cut', async () => {
    expect(await detect(Buffer.concat([pdf, Buffer.alloc(3_000, 'x')]), 'pdf')).to.equal('pdf');
    expect(await detect(Buffer.concat([pdf, Buffer.alloc(5_000, 'x')]), 'pdf')).to.equal(undefined);
    expect(await detect(pdf.subarray(0, pdf.indexOf('xref')), 'pdf')).to.equal(undefined);
    expect(await detect(Buffer.from('%PDF-'), 'pdf')).to.equal(undefined);
    expect(await detect(Buffer.from('%PDF-x.y\n%%EOF'), 'pdf')).to.equal(undefined);
  });
});
