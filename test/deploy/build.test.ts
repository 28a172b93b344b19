import { expect } from 'chai';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeTree, type Tree } from './tree.js';

describe('npm start', () => {
  let original: Tree;
  let tree: Tree;

  before(async () => {
    original = await makeTree();
    expect(original.run('build')).to.deep.equal({ status: 0, stdout: '', stderr: '' });
  });
  after(() => original.discard());

  beforeEach(async () => {
    tree = await original.copy();
  });
  afterEach(() => tree.discard());

  const there = (name: string): boolean => existsSync(join(tree.path, name));
  const noCompiler = (): Promise<void> => tree.remove('node_modules/typescript');

  it('builds where dist is missing, then only where src has changed', async () => {
    await tree.remove('dist');
    const first = tree.run('start');
    expect(first).to.include({ status: 0, stdout: 'one\n' });
    expect(first.stderr).to.match(/^dist is missing.*building it/);

    expect(tree.run('start')).to.deep.equal({ status: 0, stdout: 'one\n', stderr: '' });

    await tree.write('src/word.ts', "export const word: string = 'two';");
    const changed = tree.run('start');
    expect(changed).to.include({ status: 0, stdout: 'two\n' });
    expect(changed.stderr).to.match(/^dist was not built from what src holds now: building it/);
  });

  it('leaves the command executable, which npx runs itself', () => {
    expect(statSync(join(original.path, 'dist/cli/main.js')).mode & 0o777).to.equal(0o755);
  });

  it('takes a source written again with the same content for the same, as after a clone or a copy', async () => {
    await tree.write('src/word.ts', "export const word: string = 'one';");
    await noCompiler();
    expect(tree.run('start')).to.deep.equal({ status: 0, stdout: 'one\n', stderr: '' });
  });

  it('runs what was built also without dev dependencies', async () => {
    await noCompiler();
    expect(tree.run('prepare')).to.deep.equal({ status: 0, stdout: '', stderr: '' });
    expect(tree.run('start')).to.deep.equal({ status: 0, stdout: 'one\n', stderr: '' });
  });

  it('runs a package, which has no src', async () => {
    await noCompiler();
    for (const name of ['src', 'tsconfig.json', 'tsconfig.build.json', 'dist/.built.json', 'dist/.tsbuildinfo'])
      await tree.remove(name);
    expect(tree.run('prepare')).to.deep.equal({ status: 0, stdout: '', stderr: '' });
    expect(tree.run('start')).to.deep.equal({ status: 0, stdout: 'one\n', stderr: '' });
  });

  it('says how to get a dist where it is missing and cannot be built, and lets the install go on', async () => {
    await tree.remove('dist');
    await noCompiler();
    const { status, stdout, stderr } = tree.run('start');
    expect([status, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.match(/^dist is missing.*TypeScript.*not installed.*\nRun "npm ci --include=dev"/);
    expect(stderr).not.to.contain('node dist/main.js');
    expect(tree.run('prepare')).to.deep.equal({ status: 0, stdout: '', stderr });
    expect(tree.run('build')).to.include({ status: 1 });
  });

  it('does not run an old dist that it cannot build again, and says how to run it all the same', async () => {
    await noCompiler();
    await tree.write('src/added.ts', 'export const added = 1;');
    const { status, stdout, stderr } = tree.run('start');
    expect([status, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.match(/^dist was not built from what src holds now.*\nRun .*\nTo run .*"node dist\/main\.js"/);
  });

  it('runs nothing where src has faults, shows them, and builds again once they are mended', async () => {
    await tree.write('src/word.ts', 'export const word: string = 2;');
    for (const script of ['start', 'prepare'] as const) {
      const { status, stdout, stderr } = tree.run(script);
      expect([status, stdout], script).to.deep.equal([1, '']);
      expect(stderr, script).to.contain('src/word.ts(1,14): error TS2322');
    }
    await tree.write('src/word.ts', "export const word: string = 'one';");
    expect(tree.run('start')).to.include({ status: 0, stdout: 'one\n' });
  });

  it('takes out what a deleted source has left, and nothing else', async () => {
    await tree.write('src/gone.ts', 'export const gone = 1;');
    tree.run('build');
    await tree.write('dist/console/bundle.js', '');
    expect(there('dist/gone.js')).to.equal(true);
    await tree.remove('src/gone.ts');
    expect(tree.run('start').stdout).to.equal('one\n');
    expect(['dist/gone.js', 'dist/gone.js.map', 'dist/console/bundle.js'].map(there)).to.deep.equal([
      false,
      false,
      true,
    ]);
  });

  it('brings back what is gone from dist', async () => {
    await tree.remove('dist/word.js');
    const { status, stdout, stderr } = tree.run('start');
    expect([status, stdout], stderr).to.deep.equal([0, 'one\n']);
    expect(stderr).to.match(/^dist is missing, or a part of it: building it/);
  });

  it('builds again where the stamp cannot be read', async () => {
    await tree.write('dist/.built.json', '{"digest":"cut');
    expect(tree.run('prepare').stderr).to.contain('building it');
  });

  it('with arguments is `postcard serve` with these', () => {
    expect(tree.run('start', '--help').stdout).to.equal("[ 'serve', '--help' ]\n");
  });
});
