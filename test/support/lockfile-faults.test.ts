import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lockfile, lockfileFaults } from './lockfile-faults.js';
import { makeTempDir } from './temp-dir.js';

const integrity = 'sha512-AAAA';
const lockfile = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as Required<Lockfile>;

/** The project's own lock file, with one package changed or, where null, gone. */
const spoilt = (folder: string, locked: object | null): Lockfile => {
  const { [folder]: old, ...others } = lockfile.packages;
  return { ...lockfile, packages: locked === null ? others : { ...others, [folder]: { ...old, ...locked } } };
};

describe('the check of the lock file', () => {
  it("finds nothing wrong with the project's own", () => {
    expect(lockfileFaults(lockfile)).to.deep.equal([]);
  });

  it('takes a package that names the default registry, or a folder of this project', () => {
    const packages = {
      'node_modules/a': { resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz', integrity },
      'node_modules/b': { resolved: 'packages/b', link: true },
    };
    expect(lockfileFaults({ lockfileVersion: 3, packages })).to.deep.equal([]);
  });

  for (const resolved of [
    'https://npm.internal.example/koa/-/koa-3.3.0.tgz',
    'http://registry.npmjs.org/koa/-/koa-3.3.0.tgz',
    'https://registry.npmjs.org.example/koa/-/koa-3.3.0.tgz',
    'git+ssh://git@github.com/koajs/koa.git#abc',
    'file:../koa.tgz',
  ]) {
    it(`refuses a package from ${resolved}`, () => {
      const [fault, ...more] = lockfileFaults(spoilt('node_modules/koa', { resolved }));
      expect(fault).to.match(/^node_modules\/koa is to come from /);
      expect(more).to.deep.equal([]);
    });
  }

  for (const [owner, binary] of [
    ['lmdb', '@lmdb/lmdb-win32-x64'],
    ['sharp', '@img/sharp-linuxmusl-arm64'],
    ['msgpackr-extract', '@msgpackr-extract/msgpackr-extract-darwin-arm64'],
  ] as const) {
    it(`misses ${binary} of ${owner}`, () => {
      expect(lockfile.packages).to.have.property(`node_modules/${binary}`);
      const [fault] = lockfileFaults(spoilt(`node_modules/${binary}`, null));
      expect(fault).to.match(new RegExp(`^node_modules/${owner} lists ${binary}, which is missing`));
    });
  }

  it('finds a binary beside the package, above it, and in the package itself', () => {
    const optionalDependencies = { 'a-linux': '1.0.0' };
    for (const place of ['node_modules/x/node_modules/a/', 'node_modules/x/', ''])
      expect(
        lockfileFaults({
          lockfileVersion: 3,
          packages: {
            'node_modules/x/node_modules/a': { integrity, optionalDependencies },
            [`${place}node_modules/a-linux`]: { integrity },
          },
        }),
        place,
      ).to.deep.equal([]);
    expect(
      lockfileFaults({
        lockfileVersion: 3,
        packages: {
          'node_modules/x/node_modules/a': { integrity, optionalDependencies },
          'node_modules/y/node_modules/a-linux': { integrity },
        },
      }),
    ).to.have.length(1);
  });

  it('refuses a package without a checksum, and another version of the format', () => {
    const packages = { 'node_modules/a': {}, 'node_modules/b': { integrity: 'sha1-AAAA' } };
    expect(lockfileFaults({ lockfileVersion: 2, packages })).to.deep.equal([
      'The lock file has the version 2, not 3.',
      'node_modules/a has no checksum.',
      'node_modules/b has no checksum.',
    ]);
  });

  it('ends with 1 and says why, as a program', async () => {
    const folder = await makeTempDir();
    try {
      const path = join(folder.path, 'package-lock.json');
      await writeFile(path, JSON.stringify(spoilt('node_modules/koa', { resolved: 'https://npm.example/koa.tgz' })));
      expect(await check(path)).to.deep.equal({
        code: 1,
        stderr: 'node_modules/koa is to come from npm.example, which other machines may not reach.\n',
      });
    } finally {
      await folder.remove();
    }
    expect(await check()).to.deep.equal({ code: 0, stderr: '' });
  });
});

const check = async (...words: string[]): Promise<{ code: number; stderr: string }> => {
  const program = fileURLToPath(new URL('check-lockfile.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...words], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
};
