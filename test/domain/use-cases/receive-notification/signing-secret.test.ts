import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../../../src/domain/model/account/account.js';
import { accountOf, ACME, body, change, OTHER, stage, status } from './stage.js';

const KIBI = 1_024;

/** So many accounts, each with a secret, a number and a business account of its own. */
const many = (count: number): readonly Account[] =>
  Array.from({ length: count }, (_, index) =>
    accountOf(index + 1, {
      phoneNumberId: `1${index + 1}`,
      businessAccountId: `2${index + 1}`,
      appSecret: `secret ${index + 1}`,
    }),
  );

/** JSON of this many bytes. */
const sized = (notification: object, bytes: number): string => {
  const text = JSON.stringify({ ...notification, padding: '' });
  return text.replace('"padding":""', `"padding":"${'x'.repeat(bytes - text.length)}"`);
};

describe('the secret that signed a notification', () => {
  for (const [bytes, most] of [
    [4 * KIBI, 1_000],
    [4 * KIBI + 1, 16],
    [64 * KIBI, 16],
    [64 * KIBI + 1, 2],
    [3 * KIBI * KIBI, 2],
  ] as const)
    it(`is looked for with at most ${most} HMACs over ${bytes} bytes`, async () => {
      const { receive, tried } = stage(many(1_500));
      expect(await receive(sized(body([change('11')]), bytes), 'guessed')).to.deep.equal(E.right(false));
      expect(tried).to.have.length(most);
      expect(new Set(tried).size).to.equal(most);
    });

  it('is first one of the accounts that the body names, however many others there are', async () => {
    const { receive, tried } = stage(many(1_500));
    const large = sized(body([change('11400', { statuses: [status('a')] })], '21399'), 100 * KIBI);
    expect(await receive(large, 'secret 1400')).to.deep.equal(E.right(true));
    expect(tried).to.deep.equal(['secret 1400']);
    expect(await receive(large, 'secret 1399')).to.deep.equal(E.right(true));
    expect(await receive(large, 'secret 1')).to.deep.equal(E.right(false));
  });

  it('is that of the account which has the number, before those of accounts that had it', async () => {
    const former = [1, 2, 3].map((id) =>
      accountOf(id, { phoneNumberId: `10${id}`, appSecret: `former ${id}` }, ['202']),
    );
    const owner = accountOf(9, { phoneNumberId: '202', businessAccountId: '800', appSecret: 'owner' });
    const { receive, tried } = stage([...former, owner]);
    const large = sized(body([change('202', { statuses: [status('a')] })], '800'), 100 * KIBI);
    expect(await receive(large, 'owner')).to.deep.equal(E.right(true));
    expect(tried).to.deep.equal(['owner']);
  });

  it('is tried once where accounts share it', async () => {
    const shared = many(500).map((one) => accountOf(one.id, { ...one.whatsapp, appSecret: 'one for all' }));
    const { receive, tried } = stage(shared);
    expect(await receive(body(shared.map(({ whatsapp }) => change(whatsapp.phoneNumberId))), 'x')).to.deep.equal(
      E.right(false),
    );
    expect(tried).to.deep.equal(['one for all']);
  });

  it('costs a named account no more reads where there are many', async () => {
    const readsAmong = async (count: number): Promise<number> => {
      const { receive, counts } = stage(many(count));
      expect(await receive(body([change('11', { statuses: [status('a')] })], '21'), 'secret 1')).to.deep.equal(
        E.right(true),
      );
      expect(counts.pages).to.equal(0);
      return counts.read;
    };
    expect(await readsAmong(1_000)).to.equal(await readsAmong(1));
  });

  it('costs a bounded number of reads where a body names accounts without end', async () => {
    const { receive, counts } = stage(
      many(5_000).map((one) => accountOf(one.id, { ...one.whatsapp, businessAccountId: '7' })),
    );
    const all = Array.from({ length: 5_000 }, (_, index) =>
      change(`1${index + 1}`, { statuses: [{ biz_opaque_callback_data: `postcard:${index + 1}:1` }] }),
    );
    expect(await receive(body(all, '7'), 'guessed')).to.deep.equal(E.right(false));
    expect(counts.read).to.be.at.most(96);
  });

  it('is any of this server, from memory, which is read once in 10 s and in small steps', async () => {
    const { receive, counts, pass } = stage(many(1_000));
    const unnamed = body([change('5')], '6');
    expect(await receive(unnamed, 'secret 700')).to.deep.equal(E.right(true));
    expect(counts.pages).to.equal(5);
    expect(counts.turns).to.be.at.least(4);
    for (let again = 0; again < 5; again += 1) await receive(unnamed, 'guessed');
    pass(9_999);
    await receive(unnamed, 'guessed');
    expect(counts.pages).to.equal(5);
    pass(1);
    await receive(unnamed, 'guessed');
    expect(counts.pages).to.equal(10);
  });

  it('is read once by all that ask at once', async () => {
    const { receive, counts } = stage(many(1_000));
    const unnamed = body([change('5')], '6');
    await Promise.all(Array.from({ length: 20 }, () => receive(unnamed, 'guessed')));
    expect(counts.pages).to.equal(5);
  });

  it('counts within 10 s of a change, and an old one no more', async () => {
    const { receive, change: set, pass } = stage([ACME, OTHER]);
    const unnamed = body([change('5')], '6');
    expect(await receive(unnamed, 'new')).to.deep.equal(E.right(false));
    set([ACME, accountOf(2, { ...OTHER.whatsapp, appSecret: 'new' })]);
    pass(10_000);
    expect(await receive(unnamed, 'new')).to.deep.equal(E.right(true));
    expect(await receive(unnamed, 'other')).to.deep.equal(E.right(false));
  });

  it('counts at once where the body names the account', async () => {
    const { receive, change: set } = stage([ACME, OTHER]);
    const theirs = body([change('202', { statuses: [status('a')] })], '800');
    expect(await receive(theirs, 'new')).to.deep.equal(E.right(false));
    set([ACME, accountOf(2, { ...OTHER.whatsapp, appSecret: 'new' })]);
    expect(await receive(theirs, 'new')).to.deep.equal(E.right(true));
  });
});

describe('a notification that is refused', () => {
  for (const [reason, account, notification] of [
    ['wrong_signature', 1, body([change('101')])],
    ['wrong_signature', 2, body([change('202')], '900')],
    ['wrong_signature', 1, body([change('999')], '900')],
    ['no_app_secret', 3, body([change('303')], '1')],
    ['unknown_account', null, body([change('999')], '999')],
  ] as const)
    it(`is reported once, with the account and the reason: ${account}, ${reason}`, async () => {
      const { receive, refused } = stage();
      expect(await receive(notification, 'guessed')).to.deep.equal(E.right(false));
      expect(refused).to.deep.equal([{ account, reason }]);
    });
});
