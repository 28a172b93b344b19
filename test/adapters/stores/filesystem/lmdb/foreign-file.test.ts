import { expect } from 'chai';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import { makeDataDir } from '../folder.js';

describe("another program's LMDB file in place of the records", () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let file: string;

  beforeEach(async () => {
    ({ dataDir, remove } = await makeDataDir());
    file = join(dataDir, 'records', 'records.mdb');
    await mkdir(dirname(file));
  });
  afterEach(() => remove());

  /** Makes a file with these tables, each with one entry. */
  const make = async (...names: readonly string[]): Promise<void> => {
    const root = openLmdb<string>({ path: file, noSubdir: true, maxDbs: 8 });
    for (const name of names) await root.openDB<string>({ name, encoding: 'string' }).put('key', '1');
    await root.close();
  };
  const opening = async (): Promise<string> => {
    try {
      await (await openEnvironment({ dataDir })).close();
      return 'opened';
    } catch (error) {
      if (!(error instanceof RecordsUnusable)) throw error;
      return error.fault._tag;
    }
  };

  it('is refused as often as it is opened, and left as it is', async () => {
    await make('sessions', 'queue');
    const before = await readFile(file);
    for (let time = 0; time < 2; time += 1) expect(await opening()).to.equal('NotRecords');
    expect((await readFile(file)).equals(before)).to.equal(true);
  });

  it('is told from an old store, which has at least one of our tables', async () => {
    await make('idempotency-keys');
    expect(await opening()).to.equal('opened');
  });

  it('is told from a new store, which has no table yet', async () => {
    await make();
    expect(await opening()).to.equal('opened');
  });
});
