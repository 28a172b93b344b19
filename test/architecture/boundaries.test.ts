import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CONFIG = '.dependency-cruiser.cjs';

const { forbidden } = createRequire(import.meta.url)(join(root, CONFIG)) as { forbidden: { name: string }[] };

/** What each rule forbids: from where, to where. */
const planted: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'domain-is-pure': [
    ['src/domain/reads-files.ts', 'node:fs'],
    ['src/domain/uses-a-store.ts', 'lmdb'],
    ['src/domain/knows-an-adapter.ts', 'src/adapters/rest/door.ts'],
    ['src/domain/ports/uses-the-kit.ts', 'src/kit/tool.ts'],
    ['src/domain/reads-settings.ts', 'src/config.ts'],
  ],
  'adapters-stand-alone': [
    ['src/adapters/rest/knows-a-store.ts', 'src/adapters/filesystem/store.ts'],
    ['src/adapters/filesystem/media/reads-settings.ts', 'src/config.ts'],
    ['src/adapters/whatsapp/knows-the-sandbox.ts', 'src/sandbox/sandbox.ts'],
    ['src/adapters/rest-and-more/knows-rest.ts', 'src/adapters/rest/door.ts'],
  ],
  'kit-knows-nothing-of-ours': [
    ['src/kit/knows-the-domain.ts', 'src/domain/word.ts'],
    ['src/kit/deep/knows-an-adapter.ts', 'src/adapters/rest/door.ts'],
  ],
  'sandbox-imports-kit-only': [
    ['src/sandbox/knows-the-domain.ts', 'src/domain/word.ts'],
    ['src/sandbox/knows-whatsapp.ts', 'src/adapters/whatsapp/client.ts'],
  ],
  'nobody-imports-main': [
    ['src/wants-main.ts', 'src/main.ts'],
    ['src/cli/commands/wants-main.ts', 'src/cli/main.ts'],
  ],
  'only-compose-builds-adapters': [
    ['src/wants-a-store.ts', 'src/adapters/filesystem/store.ts'],
    ['src/cli/wants-a-store.ts', 'src/adapters/filesystem/store.ts'],
  ],
  'no-circles': [['src/cli/chicken.ts', 'src/cli/egg.ts']],
  'no-test-in-src': [['src/wants-a-double.ts', 'test/double.ts']],
};

/** The other half of the circle, which is reported once. */
const closing = ['src/cli/egg.ts', 'src/cli/chicken.ts'] as const;

/** What must go on being allowed, or the rules say no to everything. */
const allowed: readonly (readonly [from: string, to: string])[] = [
  ['src/domain/word.ts', 'fp-ts/lib/Either.js'],
  ['src/domain/sentence.ts', 'src/domain/word.ts'],
  ['src/adapters/rest/door.ts', 'src/domain/word.ts'],
  ['src/adapters/filesystem/store.ts', 'node:fs'],
  ['src/adapters/whatsapp/client.ts', 'src/kit/tool.ts'],
  ['src/sandbox/sandbox.ts', 'src/kit/tool.ts'],
  ['src/compose.ts', 'src/adapters/filesystem/store.ts'],
  ['src/service.ts', 'src/adapters/rest/door.ts'],
  ['src/main.ts', 'src/service.ts'],
  ['src/cli/main.ts', 'src/compose.ts'],
  ['test/double.ts', 'src/adapters/rest/door.ts'],
];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

describe('the boundaries', () => {
  let folder: TempDir;
  let violations: readonly Violation[];

  before(async () => {
    folder = await makeTempDir();
    await plant(folder.path);
    violations = await cruise(folder.path);
  });
  after(() => folder.remove());

  it('have a planted offence for each rule', () => {
    expect(Object.keys(planted).sort()).to.deep.equal(forbidden.map(({ name }) => name).sort());
  });

  for (const [rule, offences] of Object.entries(planted))
    for (const [from, to] of offences)
      it(`report ${from} for importing ${to} (${rule})`, () => {
        const seen = violations.filter((violation) => violation.from === from && violation.rule.name === rule);
        expect(seen.map((violation) => violation.to)).to.deep.equal([seen[0]?.to]);
        expect(seen[0]?.to).to.contain(to.replace('node:', ''));
      });

  it('let pass what is meant to', () => {
    const innocent = allowed.map(([from]) => from);
    expect(violations.filter(({ from }) => innocent.includes(from))).to.deep.equal([]);
  });
});

/** Writes a tree of files that import one another, types only at that: those count too. */
const plant = async (folder: string): Promise<void> => {
  for (const name of [CONFIG, 'tsconfig.json']) await copyFile(join(root, name), join(folder, name));
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await put('node_modules/fp-ts/lib/Either.js', 'export {};\n');
  await put('node_modules/fp-ts/package.json', '{ "name": "fp-ts", "version": "2.16.11" }\n');
  await put('node_modules/lmdb/index.js', 'export {};\n');
  await put('node_modules/lmdb/package.json', '{ "name": "lmdb", "version": "3.5.6", "main": "index.js" }\n');
  await put('package.json', '{ "type": "module", "dependencies": { "fp-ts": "2.16.11", "lmdb": "3.5.6" } }\n');
  await put('src/kit/tool.ts', 'export type It = 1;\n');
  await put('src/config.ts', 'export type It = 1;\n');
  for (const [from, to] of [...Object.values(planted).flat(), closing, ...allowed])
    await put(from, `import type { It } from '${specifier(from, to)}';\nexport type Mine = It;\n`);
};

/** How a file names another one, or a package. */
const specifier = (from: string, to: string): string => {
  if (!/^(src|test)\//.test(to)) return to;
  const up = '../'.repeat(from.split('/').length - 1);
  return `${up}${to.replace(/\.ts$/, '.js')}`;
};

const cruise = async (folder: string): Promise<readonly Violation[]> => {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const words = ['--config', CONFIG, '--output-type', 'json', 'src', 'test'];
  const child = spawn(process.execPath, [program, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await once(child, 'close');
  return (JSON.parse(stdout) as { summary: { violations: readonly Violation[] } }).summary.violations;
};
