import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/app/config.js';
import { secretSettings } from '../../src/app/secret-settings.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const key = randomBytes(32);
const old = randomBytes(32);

describe('the settings that are secrets', () => {
  let folder: TempDir;

  before(async () => {
    folder = await makeTempDir();
  });
  after(() => folder.remove());

  const fileWith = async (name: string, text: string): Promise<string> => {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return path;
  };
  const read = (settings: Readonly<Record<string, string>>): Config => {
    const config = readConfig(settings);
    return E.isRight(config) ? config.right : expect.fail(config.left.join('\n'));
  };
  const faultsOf = (settings: Readonly<Record<string, string>>): readonly string[] => {
    const config = readConfig(settings);
    return E.isLeft(config) ? config.left : expect.fail('the settings were taken');
  };

  it('may each stand in a file', async () => {
    const settings = {
      MONGODB_URL_FILE: await fileWith('url', 'mongodb://user:pass@db/postcard\n'),
      ENCRYPTION_KEY_FILE: await fileWith('key', `${key.toString('base64')}\r\n`),
      ENCRYPTION_KEY_OLD_FILE: await fileWith('old', ` ${old.toString('base64')} `),
    };
    expect(Object.keys(settings)).to.have.members(secretSettings.map((name) => `${name}_FILE`));
    expect(read(settings)).to.deep.equal({
      ...read({}),
      MONGODB_URL: 'mongodb://user:pass@db/postcard',
      ENCRYPTION_KEY: key,
      ENCRYPTION_KEY_OLD: old,
    });
    expect(read({ ...settings, ENCRYPTION_KEY: ' ' }).ENCRYPTION_KEY).to.deep.equal(key);
  });

  it('are wrong where both the value and its file are set, whatever they hold', async () => {
    const ENCRYPTION_KEY_FILE = await fileWith('key', key.toString('base64'));
    expect(faultsOf({ ENCRYPTION_KEY: key.toString('base64'), ENCRYPTION_KEY_FILE })).to.deep.equal([
      'ENCRYPTION_KEY_FILE: ENCRYPTION_KEY is set too; set only one of the two',
    ]);
  });

  it('tell all faults at once, each with the variable that has it, and repeat no secret', async () => {
    const faults = faultsOf({
      PORT: 'x',
      MONGODB_URL_FILE: join(folder.path, 'gone'),
      ENCRYPTION_KEY_FILE: await fileWith('wrong', 'marked-secret'),
      ENCRYPTION_KEY_OLD_FILE: await fileWith('lines', 'marked\nsecret\n'),
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).to.deep.equal([
      'ENCRYPTION_KEY_FILE',
      'ENCRYPTION_KEY_OLD_FILE',
      'MONGODB_URL_FILE',
      'PORT',
    ]);
    const text = faults.join('\n');
    expect(text).to.contain('gone does not exist').and.contain('lines has more than one line');
    expect(text).to.contain('ENCRYPTION_KEY_FILE: write 32 bytes in base64').and.not.contain('marked');
  });

  it('are wrong where the old key stands alone: it seals nothing', async () => {
    const text = old.toString('base64');
    for (const settings of [{ ENCRYPTION_KEY_OLD: text }, { ENCRYPTION_KEY_OLD_FILE: await fileWith('old', text) }])
      expect(faultsOf(settings)).to.deep.equal([
        'ENCRYPTION_KEY_OLD: it only opens what it sealed; set ENCRYPTION_KEY too, or move this key there',
      ]);
    expect(read({ ENCRYPTION_KEY_OLD: text, ENCRYPTION_KEY: text }).ENCRYPTION_KEY_OLD).to.deep.equal(old);
  });
});
