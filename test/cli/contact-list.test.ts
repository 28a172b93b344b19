import { expect } from 'chai';
import { openStores, type Stores } from '../../src/app/stores.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { newContact, right, times, userId } from '../contracts/support.js';
import { newAccount } from '../support/accounts.js';
import { configOf } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { damageContact } from '../adapters/stores/filesystem/damage.js';
import { openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { postcardHere, postcardJsonHere } from './in-process.js';

/** More than one page of those that are judged by their consent. */
const COUNT = 300;

describe('the list of contacts on the command line', () => {
  let folder: TempDir;
  let account: AccountId;
  const settings = () => ({ DATA_DIR: folder.path });

  const fill = async (stores: Stores): Promise<void> => {
    ({ id: account } = await newAccount(stores));
    for (const index of times(COUNT, (at) => at)) {
      const groups = index % 100 === 0 ? [1] : [];
      const recipient = { phone: newContact(index).recipient.phone, userId: index === 7 ? userId(7) : null };
      const draft = newContact(index, { groups, recipient: recipient as never });
      await right(stores.contacts.findOrCreate(account, draft, -1, index));
    }
  };

  before(async () => {
    folder = await makeTempDir();
    const stores = await openStores(configOf(settings()));
    await fill(stores);
    await stores.close();
    for (const id of ['3', '290']) await postcardJsonHere(settings(), 'contact', 'opt-out', id, '--account', '1');
  });
  after(() => folder.remove());

  const listed = async (...words: string[]): Promise<number[]> =>
    (
      (await postcardJsonHere(settings(), 'contact', 'list', '--account', '1', ...words)) as { contact_id: number }[]
    ).map(({ contact_id: id }) => id);

  it('has all of them, in the order of their ids', async () => {
    expect(await listed()).to.deep.equal(times(COUNT, (index) => index + 1));
  });

  it('has those that fit, by the rules of the API', async () => {
    expect(await listed('--opted-out', 'true')).to.deep.equal([3, 290]);
    expect(await listed('--opted-out', 'false')).to.have.length(COUNT - 2);
    expect(await listed('--group', '1')).to.deep.equal([1, 101, 201]);
    expect(await listed('--group', '1', '--opted-out', 'true')).to.deep.equal([]);
    expect(await listed('--group', '99')).to.deep.equal([]);
    expect(await listed('--phone', '+1 (415) 555-0007')).to.deep.equal([8]);
    expect(await listed('--user-id', userId(7))).to.deep.equal([8]);
    expect(await listed('--user-id', userId(7), '--phone', '14155550001')).to.deep.equal([]);
  });

  it('takes a wrong condition for wrong usage, and says what is wrong', async () => {
    for (const [option, value, fault] of [
      ['--phone', 'x', 'phone must'],
      ['--user-id', '14155550123', 'user_id must'],
      ['--opted-out', 'yes', 'opted_out must be true or false'],
      ['--group', '0', 'group must'],
    ] as const) {
      const { code, stdout, stderr } = await postcardHere(
        settings(),
        'contact',
        'list',
        '--account',
        '1',
        option,
        value,
      );
      expect([code, stdout], option).to.deep.equal([2, '']);
      expect(stderr).to.contain(fault);
    }
    expect((await postcardHere(settings(), 'contact', 'list', '--account', '9')).code).to.equal(1);
  });

  it('leaves out a damaged contact, names it, and ends with 1', async () => {
    const records = await openFilesystemRecords({ dataDir: folder.path, encryptionKey: null });
    await damageContact(records, account, 5);
    await records.close();
    const { code, stdout, stderr } = await postcardHere(settings(), '--json', 'contact', 'list', '--account', '1');
    expect(code).to.equal(1);
    expect(JSON.parse(stdout)).to.have.length(COUNT - 1);
    expect(stderr).to.match(/^[^\n]*contacts record 1\/5 does not decode[^\n]*\n$/);
  });
});
