import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../../../src/domain/model/account/account.js';
import { accountOf, body, change, marked, stage, type StageOptions, status } from './stage.js';

const stop = { from: '14155550123', type: 'text', text: { body: 'STOP' }, timestamp: '1795435200' };

/** A tenant that knows its own secret, and others that it would like to reach. */
const tenant = accountOf(1, { phoneNumberId: '101', businessAccountId: '900', appSecret: 'mine' });
const victim = accountOf(2, { phoneNumberId: '202', businessAccountId: '800', appSecret: 'theirs' });
const neighbour = accountOf(3, { phoneNumberId: '303', businessAccountId: '900', appSecret: 'of the neighbour' });
const silent = accountOf(4, { phoneNumberId: '404', businessAccountId: '900' });
/** One app with two accounts: they have one secret. */
const sister = accountOf(5, { phoneNumberId: '505', businessAccountId: '700', appSecret: 'mine' });
const twin = accountOf(6, { phoneNumberId: '606', businessAccountId: '900', appSecret: 'mine' });

/** An account that has changed its number. */
const moved = accountOf(7, { phoneNumberId: '707', businessAccountId: '777', appSecret: 'mine' }, ['111', '606']);

const everybody = [tenant, victim, neighbour, silent, sister, twin];

interface Case {
  readonly notification: unknown;
  readonly secret?: string;
  readonly accounts?: readonly Account[];
  readonly messages?: NonNullable<StageOptions['messages']>;
  readonly sandboxSecret?: string;
  /** Which accounts get which news. */
  readonly told: readonly (readonly [number, readonly string[]])[];
}

const cases: Readonly<Record<string, Case>> = {
  'its own number': {
    notification: body([change('101', { statuses: [status('a')] })]),
    told: [[1, ['a']]],
  },
  'another’s number': {
    notification: body([change('202', { statuses: [status('a')], messages: [stop] })], '800'),
    told: [],
  },
  'another’s number under its own business account': {
    notification: body([change('202', { statuses: [status('a')], messages: [stop] })]),
    told: [],
  },
  'another’s business account': {
    notification: body([change(null, { statuses: [status('a')], messages: [stop] })], '800'),
    told: [],
  },
  'a business account that it shares with others': {
    notification: body([change(null, { statuses: [status('a')], messages: [stop] })]),
    accounts: [tenant, victim, neighbour, silent],
    told: [[1, ['a', 'text STOP']]],
  },
  'a number of no account, under a business account that it shares': {
    notification: body([change('999', { statuses: [status('a')], messages: [stop] })]),
    accounts: [tenant, victim, neighbour, silent],
    told: [[1, ['a', 'text STOP']]],
  },
  'another’s mark': {
    notification: body([change('101', { statuses: [marked('a', 'postcard:2:42')] })]),
    told: [[1, ['a']]],
  },
  'another’s mark and number': {
    notification: body([change('202', { statuses: [marked('a', 'postcard:2:42')] })], '800'),
    told: [],
  },
  'another’s mark and nothing else': {
    notification: { entry: [{ changes: [change(null, { statuses: [marked('a', 'postcard:2:42')] })] }] },
    told: [],
  },
  'another’s wamid and nothing else': {
    notification: { entry: [{ changes: [change(null, { statuses: [status('theirs')] })] }] },
    messages: [[2, 'theirs']],
    told: [],
  },
  'another’s wamid under its own number': {
    notification: body([change('101', { statuses: [status('theirs')] })]),
    messages: [[2, 'theirs']],
    told: [[1, ['theirs']]],
  },
  'an account without a secret': {
    notification: body([change('404', { statuses: [marked('a', 'postcard:4:42')], messages: [stop] })]),
    told: [],
  },
  'an account without a secret, in sandbox mode': {
    notification: body([change('404', { statuses: [marked('a', 'postcard:4:42')], messages: [stop] })]),
    sandboxSecret: 'sandbox',
    told: [],
  },
  'an account without a secret, signed by the sandbox': {
    notification: body([change('404', { statuses: [status('a')] }), change('101', { statuses: [status('b')] })]),
    sandboxSecret: 'sandbox',
    secret: 'sandbox',
    told: [[4, ['a']]],
  },
  'its own mark, when the number went to another account of the app': {
    notification: body([change('505', { statuses: [marked('a', 'postcard:1:42')] })], '700'),
    told: [
      [5, ['a']],
      [1, ['a']],
    ],
  },
  'its own mark, when the number went to another account with another secret': {
    notification: body([change('202', { statuses: [marked('a', 'postcard:1:42')], messages: [stop] })], '800'),
    told: [[1, ['a']]],
  },
  'its own mark, when the number is no account’s any more': {
    notification: body([change('999', { statuses: [marked('a', 'postcard:1:42')] })], '999'),
    told: [[1, ['a']]],
  },
  'the number of another account with the same secret: the number decides': {
    notification: body([change('505', { statuses: [status('a')], messages: [stop] })]),
    told: [[5, ['a', 'text STOP']]],
  },
  'a number of no account: all accounts of the business account with the secret': {
    notification: body([change('999', { statuses: [status('a')] })]),
    told: [
      [1, ['a']],
      [6, ['a']],
    ],
  },
  'a mark of no account': {
    notification: body([change('101', { statuses: [marked('a', 'postcard:99:1')] })]),
    told: [[1, ['a']]],
  },
  'nothing but a wamid of its own or of a sister account': {
    notification: body([change('999', { statuses: [status('x'), status('s'), status('t')] })], '999'),
    messages: [
      [1, 't'],
      [5, 's'],
      [2, 'x'],
    ],
    told: [
      [5, ['s']],
      [1, ['t']],
    ],
  },
  'a number that it had before, and another business account': {
    notification: body([change('111', { statuses: [status('a')], messages: [stop] })], '999'),
    accounts: [moved, victim, twin],
    told: [[7, ['a', 'text STOP']]],
  },
  'a number that it had before and that another account has now': {
    notification: body([change('606', { statuses: [status('a')], messages: [stop] })], '999'),
    accounts: [moved, victim, twin],
    told: [[6, ['a', 'text STOP']]],
  },
  'a number that it had before, under a business account that others have': {
    notification: body([change('111', { statuses: [status('a')] })], '900'),
    accounts: [moved, victim, twin],
    told: [
      [6, ['a']],
      [7, ['a']],
    ],
  },
  'a number that another account had before': {
    notification: body([change('112', { statuses: [status('a')], messages: [stop] })], '999'),
    accounts: [tenant, accountOf(8, { appSecret: 'theirs' }, ['112'])],
    told: [],
  },
  'a text and nothing that names an account': {
    notification: body([change('999', { messages: [{ ...stop, id: 't' }] })], '999'),
    messages: [[1, 't']],
    told: [],
  },
};

describe('whose news a signed notification has', () => {
  for (const [
    what,
    { notification, secret = 'mine', accounts = everybody, told: expected, ...options },
  ] of Object.entries(cases))
    it(`naming ${what}`, async () => {
      const { receive, told } = stage(accounts, options);
      expect(await receive(notification, secret)).to.deep.equal(E.right(true));
      expect(told()).to.deep.equal(expected);
    });

  it('names a message by a mark for its own account only', async () => {
    const { receive, heard } = stage(everybody);
    await receive(body([change('505', { statuses: [marked('a', 'postcard:1:42')] })], '700'), 'mine');
    const ids = heard.map(({ account, news: [one] }) => [account, one?._tag === 'Status' ? one.report.mark : one]);
    expect(ids).to.deep.equal([
      [5, null],
      [1, { id: 42, nonce: null }],
    ]);
  });

  it('goes by the secret that an account has now, not by an old one', async () => {
    const { receive, told, change: set } = stage(everybody);
    const notification = body([change('101', { statuses: [status('a')] })]);
    expect(await receive(notification, 'mine')).to.deep.equal(E.right(true));
    set(everybody.map((one) => (one === tenant ? accountOf(1, { ...tenant.whatsapp, appSecret: 'new' }) : one)));
    expect(await receive(notification, 'mine')).to.deep.equal(E.right(true));
    expect(await receive(notification, 'new')).to.deep.equal(E.right(true));
    expect(told()).to.have.length(2);
  });
});
