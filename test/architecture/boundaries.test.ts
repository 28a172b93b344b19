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

/** A file that imports another one or a package, by `text` where that is not an import of a type. */
type Import = readonly [from: string, to: string, text?: string];

/** What each rule forbids. */
const planted: Readonly<Record<string, readonly Import[]>> = {
  'domain-is-pure': [
    ['src/domain/model/reads-files.ts', 'node:fs'],
    ['src/domain/use-cases/uses-a-store.ts', 'lmdb'],
    ['src/domain/use-cases/knows-an-adapter.ts', 'src/adapters/rest/door.ts'],
    ['src/domain/ports/uses-the-kit.ts', 'src/kit/tool.ts'],
    ['src/domain/model/reads-settings.ts', 'src/app/config.ts'],
  ],
  'model-knows-no-port': [
    ['src/domain/model/knows-a-port.ts', 'src/domain/ports/port.ts'],
    ['src/domain/model/knows-a-use-case.ts', 'src/domain/use-cases/use-case.ts'],
  ],
  'ports-know-the-model-only': [['src/domain/ports/knows-a-use-case.ts', 'src/domain/use-cases/use-case.ts']],
  'use-cases-know-model-and-ports': [['src/domain/use-cases/sending/knows-the-api.ts', 'src/api/words.ts']],
  'api-knows-the-domain-only': [
    ['src/api/knows-a-door.ts', 'src/adapters/rest/door.ts'],
    ['src/api/uses-the-kit.ts', 'src/kit/tool.ts'],
  ],
  'adapters-stand-alone': [
    ['src/adapters/rest/knows-a-store.ts', 'src/adapters/stores/filesystem/store.ts'],
    ['src/adapters/stores/filesystem/media/reads-settings.ts', 'src/app/config.ts'],
    ['src/adapters/whatsapp/knows-the-sandbox.ts', 'src/sandbox/sandbox.ts'],
    ['src/adapters/rest-and-more/knows-rest.ts', 'src/adapters/rest/door.ts'],
  ],
  'only-doors-know-the-api': [
    ['src/adapters/whatsapp/knows-the-api.ts', 'src/api/words.ts'],
    ['src/adapters/stores/mongodb/knows-the-api.ts', 'src/api/words.ts'],
  ],
  'stores-stand-alone': [
    ['src/adapters/stores/filesystem/messages/knows-mongodb.ts', 'src/adapters/stores/mongodb/store.ts'],
    ['src/adapters/stores/mongodb/knows-the-filesystem.ts', 'src/adapters/stores/filesystem/store.ts'],
  ],
  'what-stores-share-knows-no-store': [
    ['src/adapters/stores/shared/knows-mongodb.ts', 'src/adapters/stores/mongodb/store.ts'],
    ['src/adapters/stores/records/knows-the-filesystem.ts', 'src/adapters/stores/filesystem/store.ts'],
    ['src/adapters/stores/migrates-one-store.ts', 'src/adapters/stores/filesystem/store.ts'],
  ],
  'kit-knows-nothing-of-ours': [
    ['src/kit/knows-the-domain.ts', 'src/domain/model/word.ts'],
    ['src/kit/deep/knows-an-adapter.ts', 'src/adapters/rest/door.ts'],
  ],
  'sandbox-imports-kit-only': [
    ['src/sandbox/knows-the-domain.ts', 'src/domain/model/word.ts'],
    ['src/sandbox/knows-whatsapp.ts', 'src/adapters/whatsapp/client.ts'],
  ],
  'client-stands-alone': [
    ['src/client/uses-a-package.ts', 'fp-ts/lib/Either.js'],
    ['src/client/opens-sockets.ts', 'node:net'],
    ['src/client/uses-the-kit.ts', 'src/kit/tool.ts'],
  ],
  'client-loads-files-late': [['src/client/reads-files.ts', 'node:fs', `import 'node:fs';\n`]],
  'client-takes-types-of-the-api': [
    ['src/client/runs-the-api.ts', 'src/api/words.ts', `import '../api/words.js';\nexport {};\n`],
  ],
  'console-knows-client-and-api-types': [
    ['src/console/knows-the-domain.ts', 'src/domain/model/word.ts'],
    ['src/console/knows-more-of-the-api.ts', 'src/api/words.ts'],
  ],
  'only-compose-builds-adapters': [
    ['src/app/demo/wants-a-store.ts', 'src/adapters/stores/filesystem/store.ts'],
    ['src/cli/wants-a-store.ts', 'src/adapters/stores/filesystem/store.ts'],
  ],
  'nobody-imports-main': [
    ['src/app/wants-main.ts', 'src/main.ts'],
    ['src/cli/commands/wants-main.ts', 'src/cli/main.ts'],
  ],
  'app-knows-no-command': [['src/app/runs-a-command.ts', 'src/cli/command.ts']],
  'folders-do-not-circle': [['src/sandbox/left', 'src/sandbox/right']],
  'no-circles': [['src/cli/chicken.ts', 'src/cli/egg.ts']],
  'no-test-in-src': [['src/app/wants-a-double.ts', 'test/double.ts']],
};

/** The other halves of the circles, which are reported once, and the files by which two folders circle. */
const closing: readonly Import[] = [
  ['src/cli/egg.ts', 'src/cli/chicken.ts'],
  ['src/sandbox/left/one.ts', 'src/sandbox/right/two.ts'],
  ['src/sandbox/right/two.ts', 'src/kit/tool.ts'],
  ['src/sandbox/right/three.ts', 'src/sandbox/left/one.ts'],
];

/** What must go on being allowed, or the rules say no to everything. */
const allowed: readonly Import[] = [
  ['src/domain/model/word.ts', 'fp-ts/lib/Either.js'],
  ['src/domain/ports/port.ts', 'src/domain/model/word.ts'],
  ['src/domain/use-cases/use-case.ts', 'src/domain/ports/port.ts'],
  ['src/api/words.ts', 'src/domain/model/word.ts'],
  ['src/adapters/rest/door.ts', 'src/api/words.ts'],
  ['src/adapters/stores/filesystem/store.ts', 'node:fs'],
  ['src/adapters/stores/filesystem/media/file.ts', 'src/adapters/stores/filesystem/store.ts'],
  ['src/adapters/stores/mongodb/store.ts', 'src/adapters/stores/records/record.ts'],
  ['src/adapters/stores/mongodb/migrates.ts', 'src/adapters/stores/migration.ts'],
  ['src/adapters/whatsapp/client.ts', 'src/kit/tool.ts'],
  ['src/client/postcard.ts', 'src/api/words.ts'],
  ['src/client/open-file.ts', 'node:fs', `export const open = () => import('node:fs');\n`],
  ['src/console/send.ts', 'src/client/postcard.ts'],
  ['src/sandbox/sandbox.ts', 'src/kit/tool.ts'],
  ['src/app/compose.ts', 'src/adapters/stores/filesystem/store.ts'],
  ['src/app/service.ts', 'src/adapters/rest/door.ts'],
  ['src/main.ts', 'src/app/service.ts'],
  ['src/cli/command.ts', 'src/client/postcard.ts'],
  ['src/cli/main.ts', 'src/app/compose.ts'],
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
  await put('src/app/config.ts', 'export type It = 1;\n');
  const files = [...Object.values(planted).flat(), ...closing, ...allowed].filter(([from]) => from.endsWith('.ts'));
  for (const [from, to, text] of files)
    await put(from, text ?? `import type { It } from '${specifier(from, to)}';\nexport type Mine = It;\n`);
};

/** How a file names another one, or a package. */
const specifier = (from: string, to: string): string => {
  if (!/^(src|test)\//.test(to)) return to;
  const up = '../'.repeat(from.split('/').length - 1);
  return `${up}${to.replace(/\.ts$/, '.js')}`;
};

const cruise = async (folder: string): Promise<readonly Violation[]> => {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const words = ['--config', CONFIG, '--metrics', '--output-type', 'json', 'src', 'test'];
  const child = spawn(process.execPath, [program, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await once(child, 'close');
  return (JSON.parse(stdout) as { summary: { violations: readonly Violation[] } }).summary.violations;
};
