import { expect } from 'chai';
import fc from 'fast-check';
import { copyFile, cp, mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultInPages } from '../../../../../src/adapters/stores/filesystem/lmdb/copied-file/walk-pages.js';
import {
  type Meta,
  type ReadAt,
  readMeta,
} from '../../../../../src/adapters/stores/filesystem/lmdb/file-format/page-tree.js';
import { RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import { openFilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { makeDataDir } from '../folder.js';

const PAGE = 4_096;
const ACCOUNTS = 300;

describe('a data file that was not opened here before', () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let file: string;
  let sound: Buffer;

  before(async () => {
    ({ dataDir, remove } = await makeDataDir());
    file = join(dataDir, 'records', 'records.mdb');
    const { accounts, close } = await openFilesystemRecords({ dataDir, encryptionKey: null });
    // Several pages of a long record too, and pages that were freed again.
    for (const length of [200, 6_000, 200])
      await Promise.all(
        Array.from({ length: ACCOUNTS / 3 }, () =>
          orThrow(accounts.create({ name: 'x'.repeat(length), demo: false }, Date.now())),
        ),
      );
    await close();
    sound = await readFile(file);
  });
  after(() => remove());

  const readerOf =
    (bytes: Buffer): ReadAt =>
    (position, length) =>
      bytes.subarray(position, position + length);
  const faultIn = (bytes: Buffer): Promise<string | null> => {
    const read = readerOf(bytes);
    return faultInPages(read, readMeta(read) as Meta, async () => undefined);
  };
  /** Opens the records of a folder; answers whether the file was checked, or why it was refused. */
  const opening = async (folder: string): Promise<string> => {
    let checked = 0;
    try {
      const options = { dataDir: folder, encryptionKey: null, onCopy: () => void (checked += 1) };
      const records = await openFilesystemRecords(options);
      expect((await orThrow(records.accounts.list)).items).to.have.length(ACCOUNTS);
      await records.close();
      return checked === 0 ? 'as it was' : 'checked';
    } catch (error) {
      if (!(error instanceof RecordsUnusable)) throw error;
      expect(error.message).to.contain(join(folder, 'records', 'records.mdb'));
      return error.fault._tag;
    }
  };

  it('is sound as it is', async () => {
    expect(await faultIn(sound)).to.equal(null);
  });

  it('is found out where pages changed places, were copied over others, or are zeros', async () => {
    const pages = sound.length / PAGE;
    const used = async (page: number): Promise<boolean> => {
      const without = Buffer.from(sound).fill(0xff, page * PAGE, (page + 1) * PAGE);
      return (await faultIn(without)) !== null;
    };
    const place = fc.integer({ min: 2, max: pages - 1 });
    await fc.assert(
      fc.asyncProperty(place, place, fc.constantFrom('swapped', 'copied', 'zeros'), async (one, other, how) => {
        fc.pre(one !== other && (await used(one)));
        const bytes = Buffer.from(sound);
        const [from, to] = [one * PAGE, other * PAGE];
        if (how === 'zeros') bytes.fill(0, from, from + PAGE);
        else sound.copy(bytes, from, to, to + PAGE);
        if (how === 'swapped') sound.copy(bytes, to, from, from + PAGE);
        expect(await faultIn(bytes)).to.be.a('string');
      }),
      { numRuns: 100 },
    );
  });

  it('is found out where a page is newer than the meta page', async () => {
    const later = Buffer.from(sound);
    const meta = readMeta(readerOf(sound)) as Meta;
    const root = (meta.trees[1].root ?? 0) * PAGE;
    later.writeBigUInt64LE(meta.transaction + 1n, root + 8);
    expect(await faultIn(later)).to.match(/^page \d+ is newer than the rest$/);
  });

  it('is walked to its end, or found out, whatever bytes it has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2 * PAGE, max: sound.length - 1 }),
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        async (at, junk) => {
          const bytes = Buffer.from(sound);
          bytes.set(junk.subarray(0, bytes.length - at), at);
          expect(await faultIn(bytes)).to.satisfy((fault: unknown) => fault === null || typeof fault === 'string');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is checked once: as a copy, from an older version, and where something else was put in its place', async () => {
    expect(await opening(dataDir)).to.equal('as it was');

    const copy = join(dataDir, 'copy');
    await cp(join(dataDir, 'records'), join(copy, 'records'), { recursive: true, preserveTimestamps: true });
    expect(await opening(copy)).to.equal('checked');
    expect(await opening(copy)).to.equal('as it was');

    await rename(copy, `${copy}-moved`);
    expect(await opening(`${copy}-moved`)).to.equal('as it was');
    await symlink(`${copy}-moved`, copy);
    expect(await opening(copy)).to.equal('as it was');

    await rm(join(copy, 'records', 'records.mdb-identity'));
    expect(await opening(copy)).to.equal('checked');
    await writeFile(join(copy, 'records', 'records.mdb-identity'), '{"inode":1}');
    expect(await opening(copy)).to.equal('checked');

    // Restored over the file that was there: the same inode.
    await copyFile(file, join(copy, 'records', 'records.mdb'));
    expect(await opening(copy)).to.equal('checked');
    const { atime, mtime } = await stat(file);
    await copyFile(file, join(copy, 'records', 'records.mdb'));
    await utimes(join(copy, 'records', 'records.mdb'), atime, mtime);
    expect(await opening(copy)).to.equal('checked');
  });

  it('with a lock file from another machine is opened', async () => {
    const copy = join(dataDir, 'with-lock');
    await mkdir(join(copy, 'records'), { recursive: true });
    await copyFile(file, join(copy, 'records', 'records.mdb'));
    await writeFile(join(copy, 'records', 'records.mdb-lock'), Buffer.alloc(8_272, 0xa5));
    expect(await opening(copy)).to.equal('checked');
  });

  it('that is damaged is refused by name, left as it is, and looked at again', async () => {
    const copy = join(dataDir, 'damaged');
    await mkdir(join(copy, 'records'), { recursive: true });
    const root = ((readMeta(readerOf(sound)) as Meta).trees[1].root ?? 0) * PAGE;
    const bytes = Buffer.from(sound).fill(0, root, root + PAGE);
    await writeFile(join(copy, 'records', 'records.mdb'), bytes);
    expect(await opening(copy)).to.equal('Damaged');
    expect(await opening(copy)).to.equal('Damaged');
    expect((await readFile(join(copy, 'records', 'records.mdb'))).equals(bytes)).to.equal(true);
  });
});
