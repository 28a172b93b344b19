import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { asExtension } from '../../../src/domain/model/media/media-rules.js';
import { extensions, sample } from '../../support/samples.js';
import { compound, compoundOf, root } from './compound-builder.js';
import { detect, recognize, refusal } from './detect.js';
import { zip, type ZipPart } from './zip-builder.js';

const packageOf = (type: string): Buffer =>
  zip([
    { name: '[Content_Types].xml', content: `<Types><Override PartName="/m" ContentType="${type}"/></Types>` },
    { name: 'm', content: '<x/>' },
  ]);

const office = 'application/vnd.openxmlformats-officedocument.';
const packages: Readonly<Record<string, string>> = {
  dotx: `${office}wordprocessingml.template.main+xml`,
  docm: 'application/vnd.ms-word.document.macroEnabled.main+xml',
  dotm: 'application/vnd.ms-word.template.macroEnabledTemplate.main+xml',
  xltx: `${office}spreadsheetml.template.main+xml`,
  xlsm: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
  xlsb: 'application/vnd.ms-excel.sheet.binary.macroEnabled.main',
  potx: `${office}presentationml.template.main+xml`,
  ppsx: `${office}presentationml.slideshow.main+xml`,
  pptm: 'application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml',
  vsdx: 'application/vnd.ms-visio.drawing.main+xml',
  zip: 'application/x-nothing-known',
};

const mimetype = (type: string, stored = true): readonly ZipPart[] => [
  { name: 'mimetype', content: type, stored },
  { name: 'content.xml' },
];
const archives: Readonly<Record<string, readonly ZipPart[]>> = {
  zip: [{ name: 'a.txt', content: 'a' }],
  jar: [{ name: 'META-INF/MANIFEST.MF' }, { name: 'A.class' }],
  apk: [{ name: 'META-INF/MANIFEST.MF' }, { name: 'AndroidManifest.xml' }],
  odt: mimetype('application/vnd.oasis.opendocument.text'),
  ods: mimetype('application/vnd.oasis.opendocument.spreadsheet\r\n', false),
  odp: mimetype('application/vnd.oasis.opendocument.presentation'),
  epub: mimetype('application/epub+zip'),
};

const ftyp = (brand: string): Buffer => {
  const box = Buffer.alloc(24);
  box.writeUInt32BE(24, 0);
  box.write(`ftyp${brand}\0\0\0\0${brand}mif1`, 4, 'latin1');
  return Buffer.concat([box, Buffer.alloc(200)]);
};

const page = (payload: Buffer): Buffer => {
  const header = Buffer.alloc(28);
  header.write('OggS\0\x02', 'latin1');
  header[26] = 1;
  header[27] = payload.length;
  return Buffer.concat([header, payload]);
};

const others: Readonly<Record<string, Buffer>> = {
  gif: Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(50)]),
  heic: ftyp('heic'),
  avif: ftyp('avif'),
  mov: ftyp('qt  '),
  m4a: ftyp('M4A '),
  webm: Buffer.concat([
    Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
    Buffer.alloc(20),
  ]),
  exe: Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), Buffer.alloc(200)]),
  tif: Buffer.concat([Buffer.from('49492a00ffffff00', 'hex'), Buffer.alloc(100)]),
  html: Buffer.from('\ufeff\r\n <!DOCTYPE html><title>404</title>'),
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  'audio/amr-wb': Buffer.from('#!AMR-WB\n\x04\x01\x02', 'latin1'),
  'audio/ogg; codecs=vorbis': page(Buffer.concat([Buffer.from('\x01vorbis'), Buffer.alloc(23, 1)])),
  txt: Buffer.from('hello'),
};

describe('what the media inspector calls a file that it refuses', () => {
  for (const [kind, type] of Object.entries(packages))
    it(`an office package: ${kind}`, async () => {
      for (const extension of ['docx', 'xlsx', 'txt', 'jpg'] as const)
        expect(await refusal(packageOf(type), extension)).to.equal(`content_mismatch ${kind}`);
    });

  for (const [kind, parts] of Object.entries(archives))
    it(`an archive: ${kind}`, async () => {
      for (const extension of ['docx', 'pdf', 'txt'] as const)
        expect(await refusal(zip(parts), extension)).to.equal(`content_mismatch ${kind}`);
    });

  it('never repeats what an archive claims to be', async () => {
    for (const claim of [
      '__proto__',
      'constructor',
      '<script>',
      `${'x'.repeat(300)}`,
      'application/vnd.oasis.opendocument.text2',
    ])
      expect(await refusal(zip(mimetype(claim)), 'docx'), claim).to.equal('content_mismatch zip');
  });

  it('a document with controls in it, by the type of these', async () => {
    const content = `<Types><Override PartName="/m" ContentType="${office}wordprocessingml.document.main+xml"/><Override PartName="/x" ContentType="application/vnd.ms-office.activeX+xml"/></Types>`;
    const file = zip([{ name: '[Content_Types].xml', content }, { name: 'm' }, { name: 'x' }]);
    expect(await refusal(file, 'docx')).to.equal('content_mismatch application/vnd.ms-office.activeX+xml');
  });

  it('a compound file of other programs', async () => {
    const long = Buffer.alloc(5_000);
    expect(await refusal(compoundOf({ '__properties_version1.0': long }), 'doc')).to.equal('content_mismatch msg');
    expect(await refusal(compoundOf({ VisioDocument: long }), 'doc')).to.equal('content_mismatch vsd');
    expect(await refusal(compoundOf({ Catalog: long }), 'doc')).to.equal('content_mismatch application/x-cfb');
    const installer = { ...root(), classId: '84100c0000000000c000000000000046' };
    expect(await refusal(compound([installer, { name: 'x' }]), 'doc')).to.equal('content_mismatch msi');
  });

  for (const [kind, bytes] of Object.entries(others))
    it(`another file: ${kind}`, async () => {
      for (const extension of ['jpg', 'mp4', 'docx', 'pdf', undefined] as const)
        expect(await refusal(bytes, extension), extension).to.equal(`content_mismatch ${kind}`);
    });

  it('says nothing where it does not know, or where a file of ours is broken', async () => {
    for (const bytes of [Buffer.alloc(100), Buffer.from('fffe0001', 'hex').reverse(), Buffer.alloc(0)])
      expect(await refusal(bytes, 'jpg')).to.equal('content_mismatch -');
    for (const extension of extensions.filter((one) => one !== 'txt' && one !== 'csv' && one !== 'amr'))
      expect(await refusal(sample(extension).subarray(0, 40), extension), extension).to.equal('content_mismatch -');
    expect(await refusal(Buffer.from('half text, half not\0'), 'txt')).to.equal('content_mismatch -');
  });

  it('never says a format that the name promises, whatever is cut or claimed', async () => {
    for (const extension of extensions)
      for (const length of [1, 4, 12, 40, 200, 1_000, 4_000])
        for (const claimed of [...extensions, undefined]) {
          const recognition = await recognize(sample(extension).subarray(0, length), claimed);
          if (E.isRight(recognition)) continue;
          const { reason, detected } = recognition.left;
          const ours = O.toUndefined(asExtension(detected ?? ''));
          expect(reason, `${length} bytes of ${extension} as ${claimed}`).to.equal('content_mismatch');
          expect(ours === undefined || (ours === 'txt' && claimed !== 'txt' && claimed !== 'csv')).to.equal(true);
        }
  });

  it('still takes what it takes', async () => {
    for (const extension of extensions) expect(await refusal(sample(extension), extension)).to.equal(undefined);
    expect(await detect(packageOf(`${office}wordprocessingml.document.main+xml`), 'docx')).to.equal('docx');
  });
});
