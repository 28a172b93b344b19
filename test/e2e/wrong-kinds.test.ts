import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { killProcesses, startProcess } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('something else in the data folder', () => {
  let folder: TempDir;
  let data: string;

  beforeEach(async () => {
    folder = await makeTempDir();
    data = `${folder.path}/data`;
    await mkdir(`${data}/records`, { recursive: true });
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  const cases: Readonly<Record<string, readonly [name: string, make: (path: string) => unknown, says: string]>> = {
    'a pipe': ['records/records.mdb', (path) => execFileSync('mkfifo', [path]), 'is not a records file'],
    'a folder': ['records/records.mdb', (path) => mkdir(path), 'is not a records file'],
    'a file': ['media', (path) => writeFile(path, ''), 'cannot be used'],
    'a link to nothing': ['media', (path) => symlink('/nowhere/at/all', path), 'cannot be used'],
    'a folder of its own': ['demo-token', (path) => mkdir(path), 'is a folder, and a file belongs there'],
    'another folder': ['sandbox.json', (path) => mkdir(path), 'is a folder, and a file belongs there'],
  };
  for (const [what, [name, make, says]] of Object.entries(cases))
    it(`ends the start with 78 and a sentence: ${what} in place of ${name}`, async () => {
      await make(`${data}/${name}`);
      const { code, stderr } = await startProcess({ DATA_DIR: data }).ended;
      expect(code).to.equal(78);
      expect(stderr).to.contain(`${data}/${name} ${says}`).and.not.to.contain('    at ');
    });
});
