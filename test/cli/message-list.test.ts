import { expect } from 'chai';
import { openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { openStores } from '../../src/app/stores.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';
import { type SendOutcome } from '../../src/domain/model/message/send-outcome.js';
import { refOf } from '../../src/domain/model/message/opened-message.js';
import { damageMessage } from '../adapters/stores/filesystem/damage.js';
import { draft, newContact, NOW, right } from '../contracts/support.js';
import { newAccount } from '../support/accounts.js';
import { configOf } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { postcardHere, postcardJsonHere } from './in-process.js';

const USER_ID = 'US.13491208655302741918';
const COUNT = 40;

/** What a message has on the command line, in this order. */
const KEYS = [
  ...['account_id', 'message_id', 'contact_id', 'phone', 'media_type', 'media_url', 'caption', 'filename'],
  ...[
    'reference',
    'user_id',
    'status',
    'sent_at',
    'chat_id',
    'chat_message_id',
    'created_at',
    'delivered_at',
    'read_at',
    'failed_at',
    'error',
  ],
];

const refused: SendOutcome = {
  _tag: 'Refused',
  failure: { error: 'no', outcome: 'not_sent', retryable: false, whatsapp: null },
  at: NOW,
};

describe('postcard message list', () => {
  let folder: TempDir;
  const settings = () => ({ DATA_DIR: folder.path });

  /** Messages a minute apart: each tenth went to a user id, and the last one failed. */
  before(async () => {
    folder = await makeTempDir();
    const stores = await openStores(configOf(settings()));
    const { id } = await newAccount(stores);
    await newAccount(stores);
    const { contact } = await right(stores.contacts.findOrCreate(id, newContact(1), -1, NOW));
    for (let index = 1; index <= COUNT; index += 1) {
      const recipient = { phone: null, userId: USER_ID as UserId };
      const to = index % 10 === 0 ? { recipient } : {};
      const opened = await right(
        stores.messages.open(draft({ accountId: id, contactId: contact.id, ...to }), -1, NOW + index * 60_000),
      );
      if (index === COUNT) await right(stores.messages.settle(refOf(opened), refused, contact, []));
    }
    await stores.close();
  });
  after(() => folder.remove());

  const list = async (...words: string[]) =>
    (await postcardJsonHere(settings(), 'message', 'list', '--account', '1', ...words)) as Record<string, unknown>[];
  const idsOf = (messages: readonly Record<string, unknown>[]) => messages.map(({ chat_message_id: id }) => Number(id));
  const downFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => first - index);

  it('shows the newest 25, newest first, with the keys of the API behind the account', async () => {
    const messages = await list();
    expect(idsOf(messages)).to.deep.equal(downFrom(COUNT, 25));
    for (const message of messages) expect(Object.keys(message)).to.deep.equal(KEYS);
    expect(messages[0]).to.deep.include({ account_id: 1, phone: null, user_id: USER_ID, status: 'failed' });
    expect(messages[1]).to.deep.include({ account_id: 1, phone: '14155550001', user_id: null, status: 'pending' });
  });

  it('shows as many as are asked for', async () => {
    expect(idsOf(await list('--limit', '1'))).to.deep.equal([COUNT]);
    expect(idsOf(await list('--limit', '1000'))).to.deep.equal(downFrom(COUNT, COUNT));
  });

  it('takes the conditions of the API', async () => {
    expect(idsOf(await list('--user-id', USER_ID))).to.deep.equal([40, 30, 20, 10]);
    expect(idsOf(await list('--user-id', USER_ID, '--status', 'pending', '--limit', '2'))).to.deep.equal([30, 20]);
    expect(idsOf(await list('--user-id', `${USER_ID}0`))).to.deep.equal([]);
    expect(idsOf(await list('--contact-id', '1', '--limit', '2'))).to.deep.equal([40, 39]);
    expect(idsOf(await list('--contact-id', '2'))).to.deep.equal([]);
    expect(idsOf(await list('--media-type', 'video'))).to.deep.equal([]);
    const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
    expect(idsOf(await list('--since', at(5), '--until', at(8)))).to.deep.equal([7, 6, 5]);
  });

  it('prints lines to read without --json', async () => {
    const { code, stdout } = await postcardHere(settings(), 'message', 'list', '--account', '1', '--limit', '2');
    expect(code).to.equal(0);
    expect(stdout.trim().split('\n')).to.have.length(3);
    expect((await postcardHere(settings(), 'message', 'list', '--account', '2')).stdout).to.equal('(none)\n');
  });

  it('ends with 1 for an account that is not there, and with 2 for a condition that is none', async () => {
    const missing = await postcardHere(settings(), 'message', 'list', '--account', '9');
    expect(missing).to.deep.equal({ code: 1, stdout: '', stderr: 'There is no account 9.\n' });
    const wrong = await postcardHere(
      settings(),
      ...['message', 'list', '--account', '1', '--user-id', '14155550123', '--status', 'lost', '--limit', '1'],
    );
    expect({ code: wrong.code, stdout: wrong.stdout }).to.deep.equal({ code: 2, stdout: '' });
    expect(wrong.stderr).to.match(/^status must be one of [^\n]*\nuser_id must [^\n]* a number goes into phone\.\n$/);
  });

  for (const userId of ['14155550123', '+14155550123', 'us.1', 'US.', 'US.1 2', 'US.é', `US.${'1'.repeat(129)}`])
    it(`ends with 2 and one line for a malformed user id: ${userId.slice(0, 16)}`, async () => {
      const wrong = await postcardHere(settings(), 'message', 'list', '--account', '1', '--user-id', userId);
      expect({ code: wrong.code, stdout: wrong.stdout }).to.deep.equal({ code: 2, stdout: '' });
      expect(wrong.stderr).to.match(/^user_id must [^\n]*\.\n$/);
    });

  for (const limit of ['0', '-1', '1.5', '1e3', 'x', '', '1000000000'])
    it(`ends with 2 for a limit that is no count: ${limit}`, async () => {
      const wrong = await postcardHere(settings(), 'message', 'list', '--account', '1', `--limit=${limit}`);
      expect({ code: wrong.code, stdout: wrong.stdout }).to.deep.equal({ code: 2, stdout: '' });
      expect(wrong.stderr).to.contain('It must be a whole number from 1 to 999999999.');
    });

  it('leaves a damaged message out, names it on stderr, and ends with 1', async () => {
    const records = await openFilesystemRecords({ dataDir: folder.path, encryptionKey: null });
    await damageMessage(records, 1, 39);
    await records.close();
    const { code, stdout, stderr } = await postcardHere(
      settings(),
      ...['--json', 'message', 'list', '--account', '1', '--limit', '3'],
    );
    expect(idsOf(JSON.parse(stdout) as Record<string, unknown>[])).to.deep.equal([40, 38, 37]);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^[^\n]*messages record[^\n]* does not decode[^\n]*backup\.\n$/);
  });
});
