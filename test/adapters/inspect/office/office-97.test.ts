import { expect } from 'chai';
import { sample } from '../../../support/samples.js';
import { detect, sparse } from '../detect.js';

const END_OF_CHAIN = 0xffff_fffe;

/** A sample with something changed. */
const changed = (extension: 'doc' | 'xls' | 'ppt', change: (file: Buffer) => void): Buffer => {
  const file = Buffer.from(sample(extension));
  change(file);
  return file;
};

const renamed = (extension: 'doc' | 'xls' | 'ppt', from: string, to: string): Buffer =>
  changed(extension, (file) => {
    const at = file.indexOf(Buffer.from(from, 'utf16le'));
    file.fill(0, at, at + 64).write(to, at, 'utf16le');
    file.writeUInt16LE(2 * to.length + 2, at + 64);
  });

interface Stream {
  readonly name: string;
  readonly type?: number;
  readonly sizeBytes?: number;
  readonly left?: number;
  readonly right?: number;
  readonly child?: number;
}

const NONE = 0xffff_ffff;

const entry = ({ name, type = 2, sizeBytes = 5_000, left = NONE, right = NONE, child = NONE }: Stream): Buffer => {
  const bytes = Buffer.alloc(128);
  bytes.write(name, 0, 'utf16le');
  bytes.writeUInt16LE(2 * name.length + 2, 64);
  bytes.writeUInt8(type, 66);
  [left, right, child].forEach((id, index) => bytes.writeUInt32LE(id, 68 + 4 * index));
  bytes.writeUInt32LE(sizeBytes, 120);
  return bytes;
};

/** A compound file of nothing but a header, one sector of FAT and a directory. */
const compound = (streams: readonly Stream[], fat: (sector: number, last: number) => number = chained): Buffer => {
  const directory = Buffer.concat(streams.map(entry));
  const sectors = Math.ceil(directory.length / 512);
  const header = Buffer.alloc(512, 0xff);
  header.fill(0, 0, 76);
  header.write('d0cf11e0a1b11ae1', 'hex');
  [0x3e, 3, 0xfffe, 9, 6].forEach((value, index) => header.writeUInt16LE(value, 24 + 2 * index));
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(END_OF_CHAIN, 68);
  header.writeUInt32LE(0, 76);
  const table = Buffer.alloc(512, 0xff);
  table.writeUInt32LE(0xffff_fffd, 0);
  for (let sector = 1; sector <= sectors; sector++) table.writeUInt32LE(fat(sector, sectors), 4 * sector);
  return Buffer.concat([header, table, directory, Buffer.alloc(sectors * 512 - directory.length)]);
};

const chained = (sector: number, last: number): number => (sector === last ? END_OF_CHAIN : sector + 1);

const root = (child = 1): Stream => ({ name: 'Root Entry', type: 5, child });

describe('the media inspector, on office documents of 97', () => {
  it('goes by the main stream, also by the older and upper-case names of it', async () => {
    expect(await detect(compound([root(), { name: 'WordDocument' }]), 'doc')).to.equal('doc');
    expect(await detect(compound([root(), { name: 'PowerPoint Document' }]), 'doc')).to.equal('ppt');
    for (const name of ['Workbook', 'WORKBOOK', 'Book'])
      expect(await detect(compound([root(), { name }]), 'doc'), name).to.equal('xls');
  });

  it('finds it anywhere among its siblings', async () => {
    const streams = Array.from({ length: 100 }, (_, index) => ({ name: `Stream ${index}`, right: index + 2 }));
    expect(await detect(compound([root(), ...streams, { name: 'Workbook' }]), 'xls')).to.equal('xls');
  });

  it('refuses messages, installers and encrypted packages', async () => {
    for (const name of ['__properties_version1.0', 'EncryptedPackage', 'Catalog', 'VisioDocument'])
      for (const extension of ['doc', 'xls', 'ppt', 'docx', 'txt'] as const)
        expect(await detect(compound([root(), { name }]), extension), name).to.equal(undefined);
    expect(await detect(renamed('doc', 'WordDocument', 'SomeDocument'), 'doc')).to.equal(undefined);
  });

  it('does not take the stream of an embedded object, an empty one, or a folder for it', async () => {
    const storage: Stream = { name: 'ObjectPool', type: 1, child: 2 };
    expect(await detect(compound([root(), storage, { name: 'Workbook' }]), 'xls')).to.equal(undefined);
    const both = [root(), { ...storage, right: 3 }, { name: 'Workbook' }, { name: 'WordDocument' }];
    expect(await detect(compound(both), 'doc')).to.equal('doc');
    expect(await detect(compound([root(), { name: 'WordDocument', sizeBytes: 0 }]), 'doc')).to.equal(undefined);
    expect(await detect(compound([root(), { name: 'WordDocument', type: 1 }]), 'doc')).to.equal(undefined);
  });

  it('refuses one that is two kinds at once', async () => {
    expect(await detect(compound([root(), { name: 'WordDocument', right: 2 }, { name: 'Workbook' }]), 'doc')).to.equal(
      undefined,
    );
  });

  it('refuses a directory whose sectors loop, or lead out of the file', async () => {
    const streams = [root(), ...Array.from({ length: 20 }, () => ({ name: 'x' })), { name: 'WordDocument' }];
    for (const next of [() => 1, (sector: number) => sector, () => 0x7fff_ffff, () => 0xffff_ffff, () => 0xffff_fff0])
      expect(await detect(compound(streams, next), 'doc')).to.equal(undefined);
  });

  it('is done with siblings that loop', async () => {
    expect(await detect(compound([root(), { name: 'x', left: 1, right: 1 }]), 'doc')).to.equal(undefined);
    expect(
      await detect(compound([root(), { name: 'x', left: 2 }, { name: 'WordDocument', left: 1, right: 0 }]), 'doc'),
    ).to.equal('doc');
    expect(await detect(compound([root(0)]), 'doc')).to.equal(undefined);
    expect(await detect(compound([root(0x7fff_ffff)]), 'doc')).to.equal(undefined);
  });

  it('refuses a header that is cut, contradicts itself or points out of the file', async () => {
    expect(await detect(sample('doc').subarray(0, 511), 'doc')).to.equal(undefined);
    expect(await detect(sample('doc').subarray(0, 1_024), 'doc')).to.equal(undefined);
    for (const [at, value] of [
      [26, 9],
      [28, 0xfeff],
      [30, 0],
      [30, 12],
      [30, 31],
    ] as const)
      expect(
        await detect(
          changed('doc', (file) => file.writeUInt16LE(value, at)),
          'doc',
        ),
        `${at}`,
      ).to.equal(undefined);
    for (const at of [48, 76])
      for (const value of [0x00ff_ffff, 0xffff_fffd, 0xffff_ffff])
        expect(
          await detect(
            changed('doc', (file) => file.writeUInt32LE(value, at)),
            'doc',
          ),
          `${at}`,
        ).to.equal(undefined);
  });

  it('gives up on tables of tables that never end', async () => {
    // The directory is said to begin far out, in a sector whose table is behind a chain of DIFAT sectors that loops.
    const file = sparse(104_857_600, [
      [
        0,
        changed('doc', (header) => [header.writeUInt32LE(190_000, 48), header.writeUInt32LE(5, 68)]).subarray(0, 512),
      ],
      [512 * 6, Buffer.alloc(512, Buffer.from('05000000', 'hex'))],
      [512 * 190_001, entry(root())],
    ]);
    expect(await detect(file, 'doc')).to.equal(undefined);
  });
});
