import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as O from 'fp-ts/lib/Option.js';
import { openStores } from '../../src/app/stores.js';
import { type AccountId, type WhatsAppSettings } from '../../src/domain/model/account/account.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { postcardFed } from '../support/cli.js';
import { configOf } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { postcardHere, postcardJsonHere } from './in-process.js';

const ACCESS_TOKEN = `EAAG${randomBytes(40).toString('hex')}`;
const APP_SECRET = randomBytes(16).toString('hex');

describe('an option that is a secret', () => {
  let folder: TempDir;
  let settings: Record<string, string>;

  beforeEach(async () => {
    folder = await makeTempDir();
    settings = { DATA_DIR: folder.path };
    await postcardJsonHere(settings, 'account', 'create', '--name', 'Acme');
  });
  afterEach(() => folder.remove());

  const fileWith = async (text: string | Uint8Array): Promise<string> => {
    const path = join(folder.path, 'secret');
    await writeFile(path, text);
    return path;
  };
  const set = (...words: string[]) => postcardHere(settings, 'account', 'set', '1', ...words);
  const kept = async (): Promise<WhatsAppSettings> => {
    const stores = await openStores(configOf(settings));
    try {
      const account = await orThrow(stores.accounts.byId(1 as AccountId));
      return O.isSome(account) ? account.value.whatsapp : expect.fail('there is no account');
    } finally {
      await stores.close();
    }
  };

  it('comes from a file with @, without the line feed at its end', async () => {
    const ran = await set(
      '--access-token',
      `@${await fileWith(`${ACCESS_TOKEN}\r\n`)}`,
      '--verify-token',
      'as-written',
    );
    expect(ran.code, ran.stderr).to.equal(0);
    expect(await kept()).to.deep.include({ accessToken: ACCESS_TOKEN, verifyToken: 'as-written' });
    expect(ran.stdout + ran.stderr).not.to.contain(ACCESS_TOKEN);
  });

  it('comes from standard input with -, beside another one from a file', async () => {
    const words = ['account', 'set', '1', '--access-token', '-', '--app-secret', `@${await fileWith(APP_SECRET)}`];
    const ran = await postcardFed(settings, `${ACCESS_TOKEN}\n`, '--json', ...words);
    expect(ran, ran.stderr).to.deep.include({ code: 0, stderr: '' });
    expect(await kept()).to.deep.include({ accessToken: ACCESS_TOKEN, appSecret: APP_SECRET });
    expect(ran.stdout).not.to.contain(ACCESS_TOKEN).and.not.to.contain(APP_SECRET);
  });

  it('is not two options on one standard input: wrong usage', async () => {
    const ran = await postcardFed(
      settings,
      ACCESS_TOKEN,
      'account',
      'set',
      '1',
      '--access-token',
      '-',
      '--app-secret',
      '-',
    );
    expect(ran).to.deep.include({ code: 2, stdout: '' });
    expect(ran.stderr).to.contain('Only one option');
    expect((await kept()).accessToken).to.equal(null);
  });

  it('is removed by an empty value, and not by an empty file or input', async () => {
    await set('--access-token', ACCESS_TOKEN);
    const empty = [
      await set('--access-token', `@${await fileWith('\n')}`),
      await postcardFed(settings, '', 'account', 'set', '1', '--access-token', '-'),
    ];
    for (const { code, stderr } of empty) {
      expect(code).to.equal(1);
      expect(stderr).to.match(/^--access-token: [^\n]* is empty\.\n$/);
    }
    expect((await kept()).accessToken).to.equal(ACCESS_TOKEN);
    expect((await set('--access-token', '')).code).to.equal(0);
    expect((await kept()).accessToken).to.equal(null);
  });

  it('fails in plain words where its file is no secret, and never repeats what is in it', async () => {
    await mkdir(join(folder.path, 'folder'));
    const marked = `marked-${ACCESS_TOKEN}`;
    for (const [value, words] of [
      [join(folder.path, 'gone'), 'does not exist'],
      [join(folder.path, 'folder'), 'is a folder'],
      [await fileWith(Buffer.from(`${marked}\xe9`, 'latin1')), 'is not UTF-8 text'],
    ] as const)
      expect(await set('--access-token', `@${value}`)).to.deep.equal({
        code: 1,
        stdout: '',
        stderr: `--access-token: the file ${value} ${words}.\n`,
      });
    const lines = await set('--access-token', `@${await fileWith(`${marked}\n${marked}`)}`);
    expect(lines.stderr).to.contain('has more than one line').and.not.contain('marked');
    expect(await set('--access-token', '@')).to.deep.include({ code: 2 });
  });

  it('is refused where it cannot be right, by words that do not repeat it', async () => {
    for (const [option, value, words] of [
      ['--access-token', `Bearer ${ACCESS_TOKEN}`, 'without "Bearer"'],
      ['--access-token', `"${ACCESS_TOKEN}"`, 'quotation marks'],
      ['--app-secret', ACCESS_TOKEN, 'This is an access token'],
      ['--verify-token', 'x'.repeat(300), '1 to 255'],
    ] as const)
      for (const given of [value, `@${await fileWith(value)}`]) {
        const { code, stdout, stderr } = await set(option, given);
        expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
        expect(stderr).to.contain(`${option} must`).and.contain(words).and.not.contain(value.slice(-30));
      }
    const phone = await set('--phone-number-id', '+1 415 555 0123');
    expect(phone.code).to.equal(2);
    expect(phone.stderr).to.contain('not the number itself').and.contain('API Setup');
    expect(await kept()).to.deep.equal({
      phoneNumberId: null,
      businessAccountId: null,
      accessToken: null,
      appSecret: null,
      verifyToken: null,
    });
  });

  it('is not repeated where it stands in the wrong place', async () => {
    for (const words of [
      ['account', 'set', ACCESS_TOKEN],
      ['account', 'set', '1', `--acess-token=${ACCESS_TOKEN}`],
      ['account', 'set', '1', '--acess-token', ACCESS_TOKEN],
      ['account', 'set', '1', ACCESS_TOKEN],
      ['account', 'set', '1', '--phone-number-id', ACCESS_TOKEN],
      ['account', 'set', '1', '--lead-status', ACCESS_TOKEN],
      [ACCESS_TOKEN],
      ['token', 'revoke', `pc_${ACCESS_TOKEN}`],
      ['migrate', '--to', `postgres://user:${ACCESS_TOKEN}@db/postcard`],
      ['migrate', '--to', `mongodb://user:${ACCESS_TOKEN}@db:port/postcard`],
    ]) {
      const { code, stdout, stderr } = await postcardHere(settings, ...words);
      expect(code, words.join(' ')).to.be.oneOf([2, 78]);
      expect(stdout).to.equal('');
      expect(stderr, words.join(' ')).not.to.contain(ACCESS_TOKEN).and.not.to.equal('');
    }
  });

  it('still names a short value that is wrong', async () => {
    expect((await postcardHere(settings, 'account', 'set', 'one')).stderr).to.contain("'one'");
    expect((await postcardHere(settings, 'account', 'set', '1', '--lead-status', 'new')).stderr).to.contain("'new'");
  });
});
