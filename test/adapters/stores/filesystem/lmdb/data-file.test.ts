import { expect } from 'chai';
import fc from 'fast-check';
import { copyFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import {
  type FilesystemRecords,
  openFilesystemRecords,
} from '../../../../../src/adapters/stores/filesystem/records.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { makeDataDir } from '../folder.js';

const ACCOUNTS = 200;

describe('the data file', () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let file: string;
  let backup: string;

  before(async () => {
    ({ dataDir, remove } = await makeDataDir());
    file = join(dataDir, 'records', 'records.mdb');
    backup = join(dataDir, 'backup.mdb');
    const { accounts, close } = await open();
    await Promise.all(
      Array.from({ length: ACCOUNTS }, () =>
        orThrow(accounts.create({ name: 'x'.repeat(200), demo: false }, Date.now())),
      ),
    );
    await close();
    await copyFile(file, backup);
  });
  beforeEach(() => copyFile(backup, file));
  after(() => remove());

  const open = (dir = dataDir): Promise<FilesystemRecords> =>
    openFilesystemRecords({ dataDir: dir, encryptionKey: null });

  /** Reads all there is: a page that is missing takes the process down. */
  const read = async (): Promise<number | string> => {
    let records: FilesystemRecords;
    try {
      records = await open();
    } catch (error) {
      if (!(error instanceof RecordsUnusable)) throw error;
      expect(error.message).to.contain(file);
      return error.fault._tag;
    }
    try {
      return (await orThrow(records.accounts.list)).items.length;
    } finally {
      await records.close();
    }
  };

  it('that is cut anywhere is either whole enough or refused, and is left as it is', async () => {
    const { size } = await stat(backup);
    await fc.assert(
      fc.asyncProperty(fc.nat(size), async (length) => {
        await copyFile(backup, file);
        await truncate(file, length);
        const found = await read();
        if (typeof found === 'number') expect(found).to.equal(ACCOUNTS);
        else {
          expect(found).to.be.oneOf(['CutShort', 'NotRecords']);
          expect((await stat(file)).size).to.equal(length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of no length is not taken for a new one', async () => {
    await truncate(file, 0);
    expect(await read()).to.equal('NotRecords');
  });

  for (const [what, content] of [
    ['text', 'once upon a time\n'.repeat(5_000)],
    ['zeros', Buffer.alloc(65_536)],
    ['another database', `SQLite format 3\0${'\0'.repeat(8_176)}`],
  ] as const)
    it(`that is ${what} is refused and left as it is`, async () => {
      await writeFile(file, content);
      expect(await read()).to.equal('NotRecords');
      expect((await readFile(file)).equals(Buffer.from(content))).to.equal(true);
    });

  it('that is a folder is refused', async () => {
    const { dataDir: other, remove: removeOther } = await makeDataDir();
    try {
      await mkdir(join(other, 'records', 'records.mdb'), { recursive: true });
      const fault = await open(other).catch((error: unknown) => error);
      expect(fault).to.be.instanceOf(RecordsUnusable);
    } finally {
      await removeOther();
    }
  });

  it('and its lock are for their owner only', async () => {
    expect(await read()).to.equal(ACCOUNTS);
    for (const path of [file, `${file}-lock`]) expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });
});
