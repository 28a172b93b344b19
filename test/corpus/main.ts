/**
 * `npm run test:corpus -- FOLDER`: has the inspector judge every file below a folder whose name has one of the
 * extensions that Postcard takes. It prints how many are accepted and refused, what inspecting them costs, and each file
 * that is refused or is not what its name says, so that a person can look at these. Each file is judged twice, and the
 * second time is measured: the first one warms the disk's cache. It fails where a file costs more than the inspector may
 * read. Folders with the test data of programs that write such files are worth a run.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as O from 'fp-ts/lib/Option.js';
import { READ_BUDGET } from '../../src/adapters/inspect/bounded-file.js';
import { extensionOfName } from '../../src/domain/model/media/file-name.js';
import { judge, type Judged } from './judged.js';
import { refusalsOf, tableOf } from './table.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Name a folder: npm run test:corpus -- FOLDER\n');
  process.exit(64);
}

async function* filesBelow(directory: string): AsyncGenerator<string, void> {
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    if (entry.isFile()) yield path;
  }
}

const files: Judged[] = [];
for await (const path of filesBelow(folder)) {
  const extension = O.toUndefined(extensionOfName(path));
  if (extension === undefined) continue;
  await judge(path, extension);
  files.push(await judge(path, extension));
}

for (const { path, remark } of files) if (remark !== '') process.stdout.write(`${remark}\t${path}\n`);
process.stdout.write(`\n${refusalsOf(files)}\n\n${tableOf(files)}\n`);
if (files.some(({ readBytes }) => readBytes > READ_BUDGET)) process.exitCode = 1;
