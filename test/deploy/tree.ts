import { spawnSync } from 'node:child_process';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

/** This repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A small tree with the scripts of deploy/ and a service that prints one word. */
export interface Tree {
  readonly path: string;
  readonly write: (name: string, text: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly run: (script: 'build' | 'prepare' | 'start', ...words: string[]) => Ran;
  readonly copy: () => Promise<Tree>;
  readonly discard: () => Promise<void>;
}

const FILES = {
  'package.json': '{ "type": "module" }',
  // TypeScript's own libraries take most of the time of so small a build.
  'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "target": "ES2023", "types": [], "noLib": true } }',
  'tsconfig.build.json': `{
    "extends": "./tsconfig.json",
    "compilerOptions": {
      "rootDir": "src", "outDir": "dist", "incremental": true, "tsBuildInfoFile": "dist/.tsbuildinfo", "sourceMap": true
    },
    "include": ["src"]
  }`,
  'src/globals.d.ts': `
    interface Array<T> { slice(start: number): T[] }
    interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {}
    interface NewableFunction {} interface Number {} interface Object {} interface RegExp {} interface String {}
    declare const console: { readonly log: (...words: unknown[]) => void };
    declare const process: { readonly argv: string[] };
  `,
  'src/word.ts': "export const word: string = 'one';",
  'src/main.ts': "import { word } from './word.js';\nconsole.log(word);",
  'src/cli/main.ts': 'console.log(process.argv.slice(2));',
};

const treeAt = ({ path, remove: discard }: TempDir): Tree => ({
  path,
  write: async (name, text) => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  },
  remove: (name) => rm(join(path, name), { recursive: true }),
  run: (script, ...words) => {
    const options = { cwd: path, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [`deploy/${script}.mjs`, ...words], options);
    return { status, stdout, stderr };
  },
  copy: async () => {
    const copy = await makeTempDir();
    await cp(path, copy.path, { recursive: true, verbatimSymlinks: true });
    return treeAt(copy);
  },
  discard,
});

/** Not built yet. */
export const makeTree = async (): Promise<Tree> => {
  const tree = treeAt(await makeTempDir());
  for (const [name, text] of Object.entries(FILES)) await tree.write(name, text);
  await cp(join(root, 'deploy'), join(tree.path, 'deploy'), { recursive: true });
  await mkdir(join(tree.path, 'node_modules'));
  await symlink(join(root, 'node_modules/typescript'), join(tree.path, 'node_modules/typescript'));
  return tree;
};
