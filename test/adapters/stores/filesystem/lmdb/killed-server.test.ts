import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import { makeDataDir } from '../folder.js';

const PAGE = 4_096;
const program = join(import.meta.dirname, '../../../../support/killed-child.ts');

describe('a data file after a kill', () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let file: string;

  beforeEach(async () => {
    ({ dataDir, remove } = await makeDataDir());
    file = join(dataDir, 'records', 'records.mdb');
    killed();
  });
  afterEach(() => remove());

  /** A process that writes something and is killed. */
  const killed = (): void => {
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', program, dataDir], { encoding: 'utf8' });
    expect(stdout).to.equal('written');
  };
  const opening = async (): Promise<string> => {
    let isChecked = false;
    try {
      const environment = await openEnvironment({ dataDir, onCopy: () => (isChecked = true) });
      await environment.close();
      return isChecked ? 'checked' : 'as it was';
    } catch (error) {
      if (!(error instanceof RecordsUnusable)) throw error;
      return error.fault._tag;
    }
  };

  it('is opened at once', async () => {
    expect(await opening()).to.equal('as it was');
    killed();
    killed();
    expect(await opening()).to.equal('as it was');
  });

  it('is checked where an older copy was written over it, or its lock file is gone', async () => {
    const before = await readFile(file);
    killed();
    await writeFile(file, before);
    expect(await opening()).to.equal('checked');
    expect(await opening()).to.equal('as it was');
    killed();
    await rm(`${file}-lock`);
    expect(await opening()).to.equal('checked');
  });

  it('is refused, as often as it is opened, where a torn copy was written over it', async () => {
    const before = await readFile(file);
    killed();
    await writeFile(file, before.fill(0, 2 * PAGE));
    for (let start = 0; start < 3; start += 1) expect(await opening()).to.equal('Damaged');
  });
});
