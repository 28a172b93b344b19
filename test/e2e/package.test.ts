import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtModules } from '../../deploy/build/files.mjs';
import { call } from '../support/http-client.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** All that a package needs but what tsc writes. */
const BESIDE_DIST = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'deploy/build.mjs',
  'deploy/build/bring-up-to-date.mjs',
  'deploy/build/build.mjs',
  'deploy/build/files.mjs',
  'deploy/build/state.mjs',
  'deploy/prepare.mjs',
  'deploy/start.mjs',
  'openapi/postcard.yaml',
  'package.json',
  'proto/descriptors.binpb',
  'proto/google/rpc/error_details.proto',
  'proto/google/rpc/status.proto',
  'proto/postcard/v1/messages.proto',
];

describe('the package', () => {
  let folder: TempDir;
  let packed: Packed;
  let installed: string;

  /** As npm puts it into an empty folder, but for the dependencies, which are this tree's. */
  before(async () => {
    folder = await makeTempDir();
    const words = ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', folder.path];
    const { stdout } = await run('npm', words, { cwd: root });
    [packed] = JSON.parse(stdout) as [Packed];
    const into = join(folder.path, 'node_modules');
    await mkdir(into);
    await run('tar', ['-xzf', join(folder.path, packed.filename), '-C', into]);
    installed = join(into, 'package');
    await symlink(join(root, 'node_modules'), join(installed, 'node_modules'));
  });
  after(() => folder.remove());
  afterEach(killProcesses);

  it('holds the built code, the contracts and the papers, and nothing else', () => {
    const built = builtModules(root).map((module) => `dist/${module}.js`);
    expect(packed.files.map(({ path }) => path)).to.have.members([...BESIDE_DIST, ...built]);
  });

  it('serves, takes a request over REST, and ends with 0', async () => {
    const postcard = startProcess({ DATA_DIR: join(folder.path, 'data') }, join(installed, 'deploy/start.mjs'));
    const { rest } = await untilListening(postcard);
    expect(await call(rest, { method: 'GET', path: '/readyz' })).to.have.property('status', 200);
    postcard.signal('SIGTERM');
    expect(await postcard.ended).to.deep.include({ code: 0, signal: null });
  });

  it('has the command `postcard`, which knows its version', async () => {
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
      readonly version: string;
      readonly bin: Readonly<Record<string, string>>;
    };
    expect(Object.keys(manifest.bin)).to.deep.equal(['postcard']);
    const { stdout } = await run(process.execPath, [join(installed, manifest.bin['postcard'] ?? ''), '--version']);
    expect(stdout).to.equal(`${manifest.version}\n`);
  });
});
