import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSecretFile, secretText } from '../../../src/kit/files/secret-text.js';
import { makeTempDir, type TempDir } from '../../support/temp-dir.js';

const read = (bytes: string | Uint8Array) => secretText(Buffer.from(bytes));

describe('a secret as text', () => {
  it('loses one line feed at its end, of either kind, and a byte order mark', () => {
    for (const written of ['marked', 'marked\n', 'marked\r\n', '\ufeffmarked\n'])
      expect(read(written)).to.deep.equal(E.right('marked'));
    expect(read(' größe \n')).to.deep.equal(E.right(' größe '));
  });

  for (const [what, written, reason] of [
    ['nothing', '', 'is empty'],
    ['an empty line', '\n', 'is empty'],
    ['blanks', '  \r\n', 'is empty'],
    ['two line feeds', 'marked\n\n', 'has more than one line'],
    ['two lines', 'marked\nmore', 'has more than one line'],
    ['a carriage return', 'marked\rmore', 'has more than one line'],
    ['a NUL', 'marked\0', 'has control characters'],
    ['Latin-1', Buffer.from('größe', 'latin1'), 'is not UTF-8 text'],
    ['UTF-16', Buffer.from('\ufeffmarked', 'utf16le'), 'is not UTF-8 text'],
    ['far too much', 'x'.repeat(65_537), 'is longer than 65536 bytes'],
  ] as const)
    it(`is not ${what}`, () => expect(read(written)).to.deep.equal(E.left(reason)));
});

describe('a file with a secret', () => {
  let folder: TempDir;

  before(async () => {
    folder = await makeTempDir();
  });
  after(() => folder.remove());

  it('gives its text, also where nobody else may read it', async () => {
    const path = join(folder.path, 'key');
    await writeFile(path, 'marked\n', { mode: 0o400 });
    expect(readSecretFile(path)).to.deep.equal(E.right('marked'));
  });

  it('is refused in plain words where it is missing, a folder, not a path, or without an end', async () => {
    const path = join(folder.path, 'secrets');
    await mkdir(path);
    expect(readSecretFile(join(path, 'gone'))).to.deep.equal(E.left('does not exist'));
    expect(readSecretFile(path)).to.deep.equal(E.left('is a folder'));
    expect(readSecretFile('/dev/null/x')).to.deep.equal(E.left('does not exist'));
    expect(readSecretFile('/dev/null')).to.deep.equal(E.left('is empty'));
    expect(readSecretFile('/dev/zero')).to.deep.equal(E.left('is longer than 65536 bytes'));
    expect(readSecretFile('a\0b')).to.deep.equal(E.left('cannot be read (unknown error)'));
  });
});
