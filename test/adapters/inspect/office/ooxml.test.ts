import { expect } from 'chai';
import { sample } from '../../../support/samples.js';
import { detect, refusal, sparse } from '../detect.js';
import { zip, type ZipPart } from '../zip-builder.js';

const MAIN = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml',
};

const override = (part: string, type: string): string => `<Override PartName="${part}" ContentType="${type}"/>`;
const types = (...elements: readonly string[]): string =>
  `<?xml version="1.0"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${elements.join('')}</Types>`;

const contentTypes = (xml: string | Buffer): ZipPart => ({ name: '[Content_Types].xml', content: xml });
const wordTypes = contentTypes(types(override('/word/document.xml', MAIN.docx)));
const wordMain: ZipPart = { name: 'word/document.xml', content: '<document/>' };
const fillers = (count: number): readonly ZipPart[] =>
  Array.from({ length: count }, (_, index) => ({ name: `word/media/image${index}.png`, stored: true }));

const docx = (...more: readonly ZipPart[]): readonly ZipPart[] => [wordTypes, wordMain, ...more];
const withTypes = (xml: string | Buffer, ...more: readonly ZipPart[]): Buffer =>
  zip([contentTypes(xml), wordMain, ...more]);

describe('the media inspector, on office documents in XML', () => {
  it('goes by the main part', async () => {
    for (const [format, type] of Object.entries(MAIN)) {
      const file = zip([contentTypes(types(override('/main.xml', type))), { name: 'main.xml', content: '<x/>' }]);
      expect(await detect(file, 'docx'), format).to.equal(format);
    }
  });

  it('takes the content types stored or last, prefixed, in single quotes, and with a byte order mark', async () => {
    expect(await detect(zip([wordMain, { ...wordTypes, stored: true }]), 'docx')).to.equal('docx');
    const spelt = `\ufeff<t:Types xmlns:t="x"><t:Override\n ContentType='${MAIN.docx}' PartName='/word/document.xml' ></t:Override></t:Types>`;
    expect(await detect(withTypes(spelt), 'docx')).to.equal('docx');
  });

  it('takes archives of the 64-bit kind', async () => {
    expect(
      await detect(
        zip(
          docx().map((part) => ({ ...part, zip64: true })),
          { zip64: true },
        ),
        'docx',
      ),
    ).to.equal('docx');
    expect(await detect(zip(docx(), { zip64: true }), 'docx')).to.equal('docx');
  });

  it('takes a comment at the end, of any length', async () => {
    for (const length of [1, 900, 65_535])
      expect(await detect(zip(docx(), { comment: Buffer.alloc(length, 'x') }), 'docx'), `${length}`).to.equal('docx');
  });

  it('takes 2 000 entries and refuses 2 001', async () => {
    expect(await detect(zip(docx(...fillers(1_998))), 'docx')).to.equal('docx');
    expect(await detect(zip(docx(...fillers(1_999))), 'docx')).to.equal(undefined);
  });

  it('takes 500 MiB declared and refuses more, in one entry or in many', async () => {
    const left = 524_288_000 - Buffer.byteLength('<document/>') - Buffer.byteLength(String(wordTypes.content));
    const bomb = (declaredBytes: number): ZipPart => ({ name: 'word/big.xml', declaredBytes });
    expect(await detect(zip(docx(bomb(left))), 'docx')).to.equal('docx');
    expect(await detect(zip(docx(bomb(left + 1))), 'docx')).to.equal(undefined);
    expect(await detect(zip(docx(...Array<ZipPart>(20).fill(bomb(30_000_000)))), 'docx')).to.equal(undefined);
    expect(await detect(zip(docx({ ...bomb(2 ** 50), zip64: true }), { zip64: true }), 'docx')).to.equal(undefined);
  });

  it('inflates no more than 1 MiB of content types, whatever they claim to measure', async () => {
    const xml = types(override('/word/document.xml', MAIN.docx), ' '.repeat(1_048_576));
    expect(await detect(withTypes(xml), 'docx')).to.equal(undefined);
    expect(await detect(zip([{ ...contentTypes(xml), declaredBytes: 100 }, wordMain]), 'docx')).to.equal(undefined);
    const endless = zip([{ ...contentTypes(Buffer.alloc(40_000_000)), declaredBytes: 1_000 }, wordMain]);
    expect(await detect(endless, 'docx')).to.equal(undefined);
  });

  it('refuses macro-enabled documents, templates and other office types', async () => {
    for (const type of [
      'application/vnd.ms-word.document.macroEnabled.main+xml',
      'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
      'application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml',
      'application/vnd.ms-excel.sheet.binary.macroEnabled.main',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml',
      'application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml',
      'application/vnd.ms-visio.drawing.main+xml',
    ])
      expect(await detect(withTypes(types(override('/word/document.xml', type))), 'docx'), type).to.equal(undefined);
  });

  it('refuses macros in a document that hides them', async () => {
    const main = override('/word/document.xml', MAIN.docx);
    for (const name of ['word/vbaProject.bin', 'VBAPROJECT.BIN', 'word\\vbaProject.bin'])
      expect(await detect(zip(docx({ name })), 'docx'), name).to.equal(undefined);
    for (const hidden of [
      '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
      '<Default Extension="BIN" ContentType="application/vnd.ms-office.&#118;baPro&#x6A;ect"/>',
      '<Default Extension="bin" ContentType="a/b"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
      override('/word/x.bin', 'APPLICATION/VND.MS-WORD.DOCUMENT.MACROENABLED.MAIN+XML'),
      override('/word/%78.bin', 'application/vnd.ms-office.vbaProject'),
      override('word\\X.bin', 'application/vnd.ms-office.vbaProject'),
      override('/word/x.bin', 'application/vnd.ms-excel.macrosheet+xml'),
    ]) {
      const file = withTypes(types(main, hidden), { name: 'word/x.bin' });
      expect(await refusal(file, 'docx'), hidden).to.equal('content_mismatch docm');
    }
  });

  it('judges only parts that are there', async () => {
    const main = override('/word/document.xml', MAIN.docx);
    for (const absent of [
      '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>',
      override('/word/vbaProject.bin', 'application/vnd.ms-office.vbaProject'),
      override('/xl/workbook.xml', MAIN.xlsx),
    ])
      expect(await detect(withTypes(types(main, absent)), 'docx'), absent).to.equal('docx');
    const folder = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>';
    expect(await detect(withTypes(types(main, folder), { name: 'word/x.bin/' }), 'docx')).to.equal('docx');
  });

  it('goes by an override before a default, whatever else the extension says', async () => {
    const main = override('/word/document.xml', MAIN.docx);
    const printer = override('/word/x.bin', 'application/vnd.openxmlformats-officedocument.printerSettings');
    const macros = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>';
    const file = withTypes(types(main, printer, macros), { name: 'word/x.bin' });
    expect(await detect(file, 'docx')).to.equal('docx');
  });

  it('takes a main part whose type is the default of its extension', async () => {
    const given = types(`<Default Extension="XML" ContentType="${MAIN.docx}"/>`);
    expect(await detect(withTypes(given), 'docx')).to.equal('docx');
    expect(await detect(withTypes(given, { name: 'word/other.xml' }), 'docx'), 'two main parts').to.equal(undefined);
    const styles = override('/word/other.xml', 'application/vnd.openxmlformats-officedocument.styles+xml');
    const both = types(`<Default Extension="xml" ContentType="${MAIN.docx}"/>`, styles);
    expect(await detect(withTypes(both, { name: 'word/other.xml' }), 'docx')).to.equal('docx');
  });

  it('finds a part by any spelling of its name', async () => {
    for (const [named, stored] of [
      ['/word/document.xml', 'word\\document.xml'],
      ['/word/document.xml', '/word/document.xml'],
      ['/word/my%20text.xml', 'word/my text.xml'],
      ['/word/my%20text.xml', 'word/my%20text.xml'],
      ['/word/100%.xml', 'word/100%.xml'],
      ['/Word/Document.XML', 'word/document.xml'],
      ['/wort/gr%C3%BC%C3%9Fe.xml', 'wort/grüße.xml'],
    ] as const) {
      const file = zip([contentTypes(types(override(named, MAIN.docx))), { name: 'word/' }, { name: stored }]);
      expect(await detect(file, 'docx'), `${named} as ${stored}`).to.equal('docx');
    }
  });

  it('takes content types in UTF-16 with its mark, under any spelling of their name', async () => {
    const xml = types(override('/word/document.xml', MAIN.docx));
    const marked = Buffer.from(`\ufeff${xml}`, 'utf16le');
    expect(await detect(withTypes(marked), 'docx')).to.equal('docx');
    expect(await detect(withTypes(Buffer.from(marked).swap16()), 'docx')).to.equal('docx');
    for (const name of ['[content_types].xml', '/[Content_Types].xml', '\\[CONTENT_TYPES].XML'])
      expect(await detect(zip([{ name, content: xml }, wordMain]), 'docx'), name).to.equal('docx');
  });

  it('refuses a package with an encrypted entry', async () => {
    expect(await refusal(zip([wordTypes, { ...wordMain, flags: 1 }]), 'docx')).to.equal('content_mismatch zip');
  });

  it('refuses plain archives, programs and books', async () => {
    const mimetype = (type: string): ZipPart => ({ name: 'mimetype', content: type, stored: true });
    const archives: Readonly<Record<string, readonly ZipPart[]>> = {
      zip: [{ name: 'a.txt', content: 'a' }],
      jar: [{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' }, { name: 'A.class' }],
      apk: [{ name: 'AndroidManifest.xml' }, { name: 'classes.dex' }],
      odt: [mimetype('application/vnd.oasis.opendocument.text'), { name: 'content.xml' }],
      epub: [mimetype('application/epub+zip'), { name: 'META-INF/container.xml' }],
      'jar in a document': docx({ name: 'META-INF/MANIFEST.MF' }),
      'apk in a document': docx({ name: 'classes2.dex' }),
      'document in an archive': [{ name: 'letter.docx', content: sample('docx'), stored: true }],
    };
    for (const [name, parts] of Object.entries(archives))
      for (const extension of ['docx', 'xlsx', 'pptx', 'pdf', 'txt'] as const)
        expect(await detect(zip(parts), extension), name).to.equal(undefined);
    expect(await detect(zip([]), 'docx')).to.equal(undefined);
  });

  it('refuses a package without its main part, or with two', async () => {
    expect(await detect(zip([wordTypes]), 'docx')).to.equal(undefined);
    const both = types(override('/word/document.xml', MAIN.docx), override('/xl/workbook.xml', MAIN.xlsx));
    expect(await detect(withTypes(both, { name: 'xl/workbook.xml' }), 'docx')).to.equal(undefined);
    expect(await detect(zip(docx(wordTypes)), 'docx')).to.equal(undefined);
    expect(await detect(zip(docx({ ...wordTypes, name: '[content_types].XML' })), 'docx')).to.equal(undefined);
  });

  it('reads no comments, document types or other encodings in the content types', async () => {
    const main = override('/word/document.xml', MAIN.docx);
    expect(await detect(withTypes(types(`<!-- ${main} -->`)), 'docx')).to.equal(undefined);
    expect(await detect(withTypes(`<!DOCTYPE t [<!ENTITY m "x">]>${types(main)}`), 'docx')).to.equal(undefined);
    expect(await detect(withTypes(types(`<![CDATA[${main}]]>`)), 'docx')).to.equal(undefined);
    expect(await detect(withTypes(Buffer.from(types(main), 'utf16le')), 'docx')).to.equal(undefined);
    expect(await detect(withTypes(Buffer.concat([Buffer.from(types(main)), Buffer.from([0xff])])), 'docx')).to.equal(
      undefined,
    );
  });

  it('is soon done with content types that are made to be slow', async () => {
    const length = 1_000_000;
    for (const unit of ['<!--', '<!', '<Override ', 'a', ' ', "a='", 'a="', '&#1', '</', '<a:'])
      for (const before of ['', '<Override ', '<Override PartName="', '<!-- '])
        for (const after of ['', '>', '"/>'])
          expect(
            await detect(withTypes(before + unit.repeat(length / unit.length) + after), 'docx'),
            before + unit + after,
          ).to.equal(undefined);
  });

  it('refuses more percent-encoding, backslashes and references than any package has', async () => {
    const main = override('/word/document.xml', MAIN.docx);
    const encoded = (count: number): string => override(`/word/${'%41'.repeat(count)}`, 'a/b');
    const references = (count: number): string => override('/word/x', `a/${'&#98;'.repeat(count)}`);
    const backslashes = (count: number): string => override(`/word${'\\'.repeat(count)}x`, 'a/b');
    for (const costly of [encoded(50_001), backslashes(50_001), references(10_001)])
      expect(await detect(withTypes(types(main, costly)), 'docx')).to.equal(undefined);
    for (const fair of [encoded(50_000), backslashes(50_000), references(10_000)])
      expect(await detect(withTypes(types(main, fair)), 'docx')).to.equal('docx');
  });

  it('refuses more comments than any package has', async () => {
    const main = override('/word/document.xml', MAIN.docx);
    const commented = (count: number): string => types(main, '<!-- -->'.repeat(count));
    expect(await detect(withTypes(commented(4_000)), 'docx')).to.equal(undefined);
    expect(await detect(withTypes(commented(3_900)), 'docx')).to.equal('docx');
  });

  it('refuses encrypted, oddly compressed and misnamed content types', async () => {
    for (const change of [{ flags: 1 }, { method: 9 }, { method: 0 }, { localName: '[Content_Types].xmm' }])
      expect(await detect(zip([{ ...wordTypes, ...change }, wordMain]), 'docx'), JSON.stringify(change)).to.equal(
        undefined,
      );
  });

  it('refuses numbers that point out of the file, at each other or nowhere', async () => {
    for (const change of [{ position: 0xffff_fff0 }, { compressedBytes: 0x7fff_ffff }, { position: 7 }])
      expect(await detect(zip([{ ...wordTypes, ...change }, wordMain]), 'docx'), JSON.stringify(change)).to.equal(
        undefined,
      );
    for (const shape of [
      { count: 1 },
      { count: 3 },
      { count: 65_535 },
      { directoryPosition: 0 },
      { directoryPosition: 0xffff_fffe },
      { directoryBytes: 0 },
      { directoryBytes: 0xffff_fffe },
      { zip64: true, locator: 0 },
      { zip64: true, locator: 2 ** 52 },
      { zip64: true, count: 2 ** 52 },
      { zip64: true, directoryBytes: 2 ** 52 },
    ])
      expect(await detect(zip(docx(), shape), 'docx'), JSON.stringify(shape)).to.equal(undefined);
  });

  it('takes up to 64 KiB behind the archive and its comment', async () => {
    for (const bytes of [Buffer.from('\n'), Buffer.alloc(512), Buffer.alloc(65_535, 'x')])
      for (const shape of [{}, { zip64: true }])
        expect(await detect(Buffer.concat([zip(docx(), shape), bytes]), 'docx'), `${bytes.length}`).to.equal('docx');
    const commented = zip(docx(), { comment: Buffer.alloc(60_000, 'x') });
    expect(await detect(Buffer.concat([commented, Buffer.alloc(5_000)]), 'docx')).to.equal('docx');
  });

  it('believes only the last end record of two archives in one file', async () => {
    const benign = zip(docx());
    const macros = zip([wordTypes, wordMain, { name: 'word/vbaProject.bin' }]);
    expect(await detect(Buffer.concat([benign, macros]), 'docx'), 'one behind the other').to.equal(undefined);
    expect(await detect(Buffer.concat([benign, Buffer.from('PK\x05\x06')]), 'docx'), 'half a record').to.equal(
      undefined,
    );
    expect(await detect(zip(docx(), { comment: macros }), 'docx'), 'in the comment').to.equal(undefined);
  });

  it('refuses a document that was cut, or has something before it or much behind it', async () => {
    const whole = sample('docx');
    for (const length of [30, whole.length >> 1, whole.length - 22, whole.length - 1])
      expect(await detect(whole.subarray(0, length), 'docx'), `${length}`).to.equal(undefined);
    expect(await detect(Buffer.concat([Buffer.from('MZ'), whole]), 'docx')).to.equal(undefined);
    expect(await detect(Buffer.concat([whole, Buffer.alloc(65_536)]), 'docx')).to.equal(undefined);
    expect(await detect(sparse(104_857_600, [[0, whole]]), 'docx')).to.equal(undefined);
  });
});
