import { expect } from 'chai';
import { openStores } from '../../src/app/stores.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { DAY } from '../../src/domain/model/time.js';
import { draft, NOW, right } from '../contracts/support.js';
import { newAccount } from '../support/accounts.js';
import { configOf } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { postcardHere, postcardJsonHere } from './in-process.js';

describe('postcard message', () => {
  let folder: TempDir;
  const settings = () => ({ DATA_DIR: folder.path });

  /** Two accounts with two messages each, a minute apart in turns, of which nobody knows what became. */
  before(async () => {
    folder = await makeTempDir();
    const stores = await openStores(configOf(settings()));
    const ids = [(await newAccount(stores)).id, (await newAccount(stores)).id];
    for (let index = 0; index < 4; index += 1) {
      const accountId = ids[index % 2] as AccountId;
      await right(stores.messages.open(draft({ accountId, reference: `order-${index}` }), -1, NOW + index * 60_000));
    }
    await right(stores.messages.expire(NOW + DAY, false));
    await stores.close();
  });
  after(() => folder.remove());

  it('list shows the messages of all accounts together, newest first, where it names none', async () => {
    const shown = (await postcardJsonHere(settings(), 'message', 'list')) as Record<string, unknown>[];
    expect(
      shown.map(({ account_id, chat_message_id, reference }) => [account_id, chat_message_id, reference]),
    ).to.deep.equal([
      [2, 2, 'order-3'],
      [1, 2, 'order-2'],
      [2, 1, 'order-1'],
      [1, 1, 'order-0'],
    ]);
    const [newest] = (await postcardJsonHere(settings(), 'message', 'list', '--limit', '1')) as Record<
      string,
      unknown
    >[];
    expect(newest).to.include({ account_id: 2, chat_message_id: 2 });
    const found = (await postcardJsonHere(settings(), 'message', 'list', '--reference', 'order-1')) as unknown[];
    expect(found).to.have.length(1);
  });

  it('show has the keys of the API and the timeline', async () => {
    const shown = await postcardJsonHere(settings(), 'message', 'show', '1', '--account', '2');
    expect(shown).to.deep.include({ chat_message_id: 1, status: 'unconfirmed', reference: 'order-1' });
    expect(shown).to.have.nested.property('timeline[0].kind', 'opened');
    expect(shown).to.have.nested.property('timeline[1].kind', 'expired');
    expect(shown).not.to.have.property('account_id');
  });

  it('settle ends a message by hand, and only once', async () => {
    const words = ['message', 'settle', '1', '--account', '1', '--as', 'failed'];
    const settled = await postcardJsonHere(settings(), ...words);
    expect(settled).to.deep.include({ status: 'failed', delivered_at: null });
    const { timeline } = settled as { timeline: readonly Record<string, unknown>[] };
    expect(timeline.at(-1)).to.deep.include({
      kind: 'settled',
      as: 'failed',
      by: 'cli',
      request_id: null,
      token_id: null,
    });
    const again = await postcardHere(settings(), ...words);
    expect(again).to.deep.equal({
      code: 1,
      stdout: '',
      stderr: 'The message is failed; only one that is unconfirmed can be settled by hand.\n',
    });
  });

  it('fail with the error of the API under --json', async () => {
    for (const [words, code] of [
      [['show', '9'], 'NOT_FOUND'],
      [['settle', '9', '--as', 'failed'], 'NOT_FOUND'],
      [['settle', '1', '--as', 'delivered'], 'CONFLICT'],
    ] as const) {
      const failed = await postcardHere(settings(), '--json', 'message', ...words, '--account', '1');
      expect(failed.code).to.equal(1);
      expect(JSON.parse(failed.stdout)).to.include({ success: false }).and.to.have.nested.property('error.code', code);
    }
  });

  it('ends with 1 for a message that is not there, and with 2 for wrong usage', async () => {
    for (const [verb, ...more] of [['show'], ['settle', '--as', 'delivered']] as const) {
      const missing = await postcardHere(settings(), 'message', String(verb), '9', '--account', '1', ...more);
      expect(missing).to.deep.equal({ code: 1, stdout: '', stderr: 'Account 1 has no message 9.\n' });
    }
    for (const words of [
      ['show', 'x', '--account', '1'],
      ['show', '1'],
      ['settle', '2', '--account', '1'],
      ['settle', '2', '--account', '1', '--as', 'sent'],
    ])
      expect((await postcardHere(settings(), 'message', ...words)).code, words.join(' ')).to.equal(2);
  });
});
