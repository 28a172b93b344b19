import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { openStores } from '../../src/app/stores.js';
import { damageAccount, damageToken } from '../adapters/stores/filesystem/damage.js';
import { newAccount, newToken } from '../support/accounts.js';
import { configOf } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { postcardHere } from './in-process.js';

describe('the command line beside damaged records', () => {
  let folder: TempDir;
  const settings = () => ({ DATA_DIR: folder.path });

  before(async () => {
    folder = await makeTempDir();
    const stores = await openStores(configOf(settings()));
    const hashes: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { id } = await newAccount(stores, { whatsapp: { accessToken: `marked-${index + 1}` } });
      for (let count = 0; count < 2; count += 1) hashes.push(stores.digest(await newToken(stores, id)));
    }
    await stores.close();
    const records = await openFilesystemRecords({ dataDir: folder.path, encryptionKey: null });
    await damageAccount(records, 2);
    await damageToken(records, hashes[0] ?? '');
    await records.close();
  });
  after(() => folder.remove());

  const listed = (stdout: string, name: string): unknown[] =>
    (JSON.parse(stdout) as Record<string, unknown>[]).map((one) => one[name]);

  it('lists the accounts that are whole, names the other on stderr, and ends with 1', async () => {
    const { code, stdout, stderr } = await postcardHere(settings(), '--json', 'account', 'list');
    expect(listed(stdout, 'account_id')).to.deep.equal([1, 3]);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^[^\n]*accounts record 2 does not decode[^\n]*backup\.\n$/);
  });

  it('lists the tokens that are whole likewise', async () => {
    const { code, stdout, stderr } = await postcardHere(settings(), '--json', 'token', 'list', '--account', '1');
    expect(listed(stdout, 'token_id')).to.deep.equal(['tok_1_2']);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^[^\n]*tokens record[^\n]* does not decode[^\n]*\n$/);
  });

  it('lists and revokes the tokens of an account that is damaged', async () => {
    const { code, stdout } = await postcardHere(settings(), '--json', 'token', 'list', '--account', '2');
    expect(code).to.equal(0);
    expect(listed(stdout, 'token_id')).to.deep.equal(['tok_2_1', 'tok_2_2']);
    expect((await postcardHere(settings(), 'token', 'revoke', 'tok_2_1')).code).to.equal(0);
  });

  it('finds no tokens of an account that does not exist, and fails where it needs the damaged one', async () => {
    const missing = await postcardHere(settings(), 'token', 'list', '--account', '9');
    expect({ code: missing.code, stderr: missing.stderr }).to.deep.equal({
      code: 1,
      stderr: 'There is no account 9.\n',
    });
    const damaged = await postcardHere(settings(), 'account', 'show', '2');
    expect(damaged.code).to.equal(1);
    expect(damaged.stderr).to.match(/accounts record 2 does not decode/);
  });

  it('sets a key over the rest, says what stays as it is, and goes on', async () => {
    const withKey = { ...settings(), ENCRYPTION_KEY: randomBytes(32).toString('base64') };
    const { code, stdout, stderr } = await postcardHere(withKey, '--json', 'account', 'show', '3');
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ account_id: 3, has_access_token: true });
    expect(stderr).to.match(/^A damaged record stays as it is: [^\n]*accounts record 2 [^\n]*\n$/);
    expect((await postcardHere(settings(), 'account', 'show', '3')).code).to.equal(78);
  });
});
