import { expect } from 'chai';
import { sample } from '../../../support/samples.js';
import { compound, entry, root, type Stream } from '../compound-builder.js';
import { detect, sparse } from '../detect.js';

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

describe('the media inspector, on office documents of 97', () => {
  it('goes by the main stream, also by the older and upper-case names of it', async () => {
    expect(await detect(compound([root(), { name: 'WordDocument' }]), 'doc')).to.equal('doc');
    expect(await detect(compound([root(), { name: 'PowerPoint Document' }]), 'doc')).to.equal('ppt');
    for (const name of ['Workbook', 'WORKBOOK', 'Book'])
      expect(await detect(compound([root(), { name }]), 'doc'), name).to.equal('xls');
  });

  it('takes either order of the bytes that say their order', async () => {
    for (const extension of ['doc', 'xls', 'ppt'] as const)
      expect(
        await detect(
          changed(extension, (file) => file.writeUInt16LE(0xfeff, 28)),
          extension,
        ),
      ).to.equal(extension);
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
      [28, 0xfffd],
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
