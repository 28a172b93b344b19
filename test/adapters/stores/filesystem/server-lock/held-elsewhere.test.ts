import { expect } from 'chai';
import * as t from 'io-ts';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import { refuseHeldElsewhere, takeHold } from '../../../../../src/adapters/stores/filesystem/server-lock/holder.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.js';

describe('a data file whose holder is out of reach', () => {
  let folder: TempDir;
  let dataDir: string;

  beforeEach(async () => {
    folder = await makeTempDir();
    dataDir = join(folder.path, 'data');
    const environment = await openEnvironment({ dataDir });
    await takeHold(environment);
    // As after a kill: the record and the socket stay.
    await environment.close();
  });
  afterEach(() => folder.remove());

  const opening = async (at: string): Promise<string> => {
    const environment = await openEnvironment({ dataDir: at });
    try {
      await refuseHeldElsewhere(environment);
      return 'opened';
    } catch (error) {
      if (!(error instanceof RecordsUnusable)) throw error;
      return error.fault._tag;
    } finally {
      await environment.close(true);
    }
  };
  const other = (): string => join(folder.path, 'other');
  const file = (at: string): string => join(at, 'records', 'records.mdb');

  it('is refused in another folder, by whatever way it got there', async () => {
    await mkdir(join(other(), 'records'), { recursive: true });
    await rename(file(dataDir), file(other()));
    expect(await opening(other())).to.equal('HeldElsewhere');
  });

  it('is refused where the file alone is mounted', async function () {
    await mkdir(join(other(), 'records'), { recursive: true });
    await writeFile(file(other()), '');
    try {
      execFileSync('mount', ['--bind', file(dataDir), file(other())], { stdio: 'pipe' });
    } catch {
      this.skip();
    }
    try {
      expect(await opening(other())).to.equal('HeldElsewhere');
    } finally {
      execFileSync('umount', ['-l', file(other())]);
    }
  });

  it('is opened in its folder, also where that was moved, and as a copy', async () => {
    await mkdir(join(other(), 'records'), { recursive: true });
    await copyFile(file(dataDir), file(other()));
    expect(await opening(other())).to.equal('opened');
    await rename(dataDir, `${dataDir}-moved`);
    expect(await opening(`${dataDir}-moved`)).to.equal('opened');
  });

  it('is opened where an earlier version took the lock, which names no folder', async () => {
    const environment = await openEnvironment({ dataDir });
    const codec = t.type({ name: t.string, socket: t.string });
    const holders = environment.table<'server', t.TypeOf<typeof codec>>({ name: 'holder', codec, show: String });
    const holder = { name: 'dead', socket: join(dataDir, 'records', 'server-0123456789abcdef') };
    await orThrow(environment.write(() => ({ answer: null, writes: [holders.put('server', holder)] })));
    await environment.close();
    expect(await opening(dataDir)).to.equal('opened');
  });
});
