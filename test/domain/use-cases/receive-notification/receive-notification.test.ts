import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { createHmac } from 'node:crypto';
import { whatsAppNotifications } from '../../../../src/adapters/whatsapp/webhook/notifications.js';
import { type Account, type AccountId, type WhatsAppSettings } from '../../../../src/domain/model/account/account.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { type News } from '../../../../src/domain/model/message/news.js';
import { type Listing } from '../../../../src/domain/ports/store.js';
import { makeReceiveNotification } from '../../../../src/domain/use-cases/receive-notification/receive-notification.js';
import { type RecordStatus } from '../../../../src/domain/use-cases/record-status/record-status.js';
import { escapedJson } from '../../../../src/sandbox/world/webhook-body.js';
import { account as plain, NOW } from '../../../support/happy-ports.js';

const accountOf = (id: number, whatsapp: Partial<WhatsAppSettings>): Account => ({
  ...plain,
  id: id as AccountId,
  whatsapp: {
    phoneNumberId: null,
    businessAccountId: null,
    accessToken: null,
    appSecret: null,
    verifyToken: null,
    ...whatsapp,
  },
});

const ACME = accountOf(1, { phoneNumberId: '101', businessAccountId: '900', appSecret: 'acme', verifyToken: 'va' });
const OTHER = accountOf(2, { phoneNumberId: '202', businessAccountId: '800', appSecret: 'other', verifyToken: 'vo' });
const BARE = accountOf(3, { phoneNumberId: '303' });

const sign = (secret: string, raw: Uint8Array): string => createHmac('sha256', secret).update(raw).digest('hex');

interface Heard {
  readonly account: number;
  readonly news: readonly News[];
}

interface Stage {
  readonly sandboxSecret?: string | null;
  readonly recordStatus?: RecordStatus;
  /** Ids of accounts whose records are damaged. */
  readonly damaged?: readonly number[];
}

const damage = new Error('the record is damaged');

const stage = (accounts: readonly Account[] = [ACME, OTHER, BARE], options: Stage = {}) => {
  const { sandboxSecret = null, recordStatus, damaged = [] } = options;
  const heard: Heard[] = [];
  let parsed = 0;
  const find = (isAskedFor: (account: Account) => boolean): TE.TaskEither<never, Listing<Account>> => {
    const found = accounts.filter(isAskedFor);
    const isWhole = ({ id }: Account): boolean => !damaged.includes(id);
    return TE.right({
      items: found.filter(isWhole),
      damaged: found.filter((one) => !isWhole(one)).map(({ id }) => ({ what: `account ${id}`, cause: damage })),
    });
  };
  const receiveSigned = makeReceiveNotification({
    accounts: {
      byPhoneNumberIds: (ids) => find(({ whatsapp }) => ids.includes(whatsapp.phoneNumberId ?? '')),
      byBusinessAccountIds: (ids) => find(({ whatsapp }) => ids.includes(whatsapp.businessAccountId ?? '')),
    },
    notifications: {
      ...whatsAppNotifications,
      changesIn: (raw) => {
        parsed += 1;
        return whatsAppNotifications.changesIn(raw);
      },
    },
    recordStatus:
      recordStatus ??
      (({ id: account }, news) =>
        TE.rightIO(() => {
          heard.push({ account, news });
          return [];
        })),
    clock: { now: () => NOW },
    sandboxSecret,
    onEvent: () => undefined,
  });
  const receive = async (body: unknown, secret = 'acme') => {
    const raw = Buffer.from(typeof body === 'string' ? body : escapedJson(body));
    return receiveSigned({ raw, signature: sign(secret, raw) })();
  };
  return { receiveSigned, receive, heard, parsed: () => parsed };
};

const status = (id: string, more: object = {}) => ({ id, status: 'sent', timestamp: '1795435200', ...more });
const change = (phoneNumberId: string | null, value: object = {}) => ({
  field: 'messages',
  value: { ...(phoneNumberId !== null && { metadata: { phone_number_id: phoneNumberId } }), ...value },
});
const body = (changes: unknown, id = '900') => ({ object: 'whatsapp_business_account', entry: [{ id, changes }] });
const wamids = (news: readonly News[]): string[] =>
  news.flatMap((one) => (one._tag === 'Status' ? [one.report.wamid] : [`text ${one.text.text}`]));

describe('a notification', () => {
  it('is recorded for the account whose phone number it names, in its order, escapes and all', async () => {
    const { receive, heard } = stage();
    const value = {
      statuses: [status('w1'), status('w2', { status: 'delivered', recipient_id: '1' })],
      messages: [{ from: '14155550123', type: 'text', text: { body: 'Größe / 🙂 <b>' }, timestamp: '1795435200' }],
    };
    expect(await receive(body([change('101', value), change('101', { statuses: [status('w3')] })]))).to.deep.equal(
      E.right(true),
    );
    expect(heard).to.have.length(1);
    expect(heard[0]?.account).to.equal(1);
    expect(wamids(heard[0]?.news ?? [])).to.deep.equal(['w1', 'w2', 'text Größe / 🙂 <b>', 'w3']);
  });

  it('is recorded for no account but those whose secret signed it', async () => {
    const { receive, heard } = stage();
    const both = body([change('101', { statuses: [status('a')] }), change('202', { statuses: [status('o')] })]);
    expect(await receive(both, 'other')).to.deep.equal(E.right(true));
    expect(heard.map(({ account, news }) => [account, wamids(news)])).to.deep.equal([[2, ['o']]]);
  });

  it('is recorded for all accounts that share the secret, each its own part', async () => {
    const twin = accountOf(4, { phoneNumberId: '404', appSecret: 'acme' });
    const { receive, heard } = stage([ACME, twin]);
    await receive(body([change('404', { statuses: [status('t')] }), change('101', { statuses: [status('a')] })]));
    expect(heard.map(({ account, news }) => [account, wamids(news)])).to.deep.equal([
      [1, ['a']],
      [4, ['t']],
    ]);
  });

  it('without a phone number goes to the business account', async () => {
    const { receive, heard } = stage();
    await receive({ entry: [{ id: '900', changes: [change(null, { statuses: [status('a')] })] }] });
    expect(heard.map(({ account, news }) => [account, wamids(news)])).to.deep.equal([[1, ['a']]]);
  });

  it('about a phone number that nobody here has is taken and changes nothing', async () => {
    const { receive, heard } = stage();
    expect(await receive(body([change('999', { statuses: [status('x')] })]))).to.deep.equal(E.right(true));
    expect(heard.flatMap(({ news }) => news)).to.deep.equal([]);
  });

  for (const [what, notification] of Object.entries({
    'a change of the account': body([{ field: 'account_update', value: { event: 'VERIFIED_ACCOUNT' } }]),
    'no changes': body([]),
    'changes that are none': body('x'),
    'a change that is null': body([null, 5, 'x', []]),
    'statuses that are none': body([change('101', { statuses: [null, 5, 'x', [], {}] })]),
    'lists that are none': body([change('101', { statuses: { length: 3 }, messages: 'STOP' })]),
    'errors alone': body([change('101', { errors: [{ code: 1 }] })]),
  }))
    it(`with ${what} is right and changes nothing`, async () => {
      const { receive, heard } = stage();
      expect(await receive(notification)).to.deep.equal(E.right(true));
      expect(heard.flatMap(({ news }) => news)).to.deep.equal([]);
    });

  it('keeps what is good beside what is bad', async () => {
    const { receive, heard } = stage();
    await receive({
      entry: [
        null,
        { id: '900', changes: [null, change('101', { statuses: [null, status('a'), { id: 5 }, status('b')] })] },
        { changes: [change('101', { statuses: [status('c')], messages: [{}] })] },
        'x',
      ],
    });
    expect(wamids(heard[0]?.news ?? [])).to.deep.equal(['a', 'b', 'c']);
  });

  for (const [what, notification] of Object.entries({
    nothing: '',
    'no JSON': '{"entry": [',
    'a number': '5',
    null: 'null',
    'no entry': {},
    'an entry of another shape': { entry: { id: '900' } },
    'nobody’s account': body([change('999')], '999'),
    'the prototype’s account': body([change('__proto__')], 'constructor'),
    'a number that is no text': { entry: [{ id: 900, changes: [change(null)] }] },
    'a hundred thousand lists in one another': '['.repeat(100_000) + ']'.repeat(100_000),
    'a hundred thousand objects in one another': '{"entry":'.repeat(100_000) + '0' + '}'.repeat(100_000),
  }))
    it(`that names ${what} is refused`, async () => {
      const { receive, heard } = stage();
      expect(await receive(notification)).to.deep.equal(E.right(false));
      expect(heard).to.deep.equal([]);
    });

  it('is refused under a wrong signature, another account’s, and where there is no secret', async () => {
    const { receiveSigned, receive, heard } = stage();
    const mine = body([change('101', { statuses: [status('a')] })]);
    expect(await receive(mine, 'guessed')).to.deep.equal(E.right(false));
    expect(await receive(mine, 'other')).to.deep.equal(E.right(false));
    expect(await receive(body([change('303')], '1'), '')).to.deep.equal(E.right(false));
    const escaped = Buffer.from(escapedJson({ ...mine, note: 'é/' }));
    const plainly = Buffer.from(JSON.stringify({ ...mine, note: 'é/' }));
    for (const signature of [sign('acme', plainly), 'x', ''])
      expect(await receiveSigned({ raw: escaped, signature })()).to.deep.equal(E.right(false));
    expect(heard).to.deep.equal([]);
  });

  it('may be as large as it likes where it is signed', async () => {
    const { receive, heard } = stage();
    const large = {
      padding: 'x'.repeat(100_000),
      ...body([change('202', { statuses: [status('o')] }), change('101', { statuses: [status('a')] })]),
    };
    expect(await receive(large)).to.deep.equal(E.right(true));
    expect(heard.map(({ account, news }) => [account, wamids(news)])).to.deep.equal([[1, ['a']]]);
    expect(await receive(large, 'guessed')).to.deep.equal(E.right(false));
    expect(await receive({ ...large, ...body([change('202')], '800') })).to.deep.equal(E.right(false));
    expect(heard).to.have.length(1);
  });

  for (const [what, text] of Object.entries({
    small: JSON.stringify(body([change('101')])),
    large: JSON.stringify({ padding: 'x'.repeat(100_000), ...body([change('101')]) }),
    'nothing but brackets': '['.repeat(3 * 1_048_576),
  }))
    it(`is not parsed where it is ${what} and its signature is wrong`, async () => {
      const { receive, parsed } = stage();
      expect(await receive(text, 'guessed')).to.deep.equal(E.right(false));
      expect(parsed()).to.equal(0);
    });

  it('asks the store nothing where it names nothing', async () => {
    const down = () => TE.left(unavailable('EIO'));
    const receive = makeReceiveNotification({
      accounts: { byPhoneNumberIds: down, byBusinessAccountIds: down },
      notifications: whatsAppNotifications,
      recordStatus: down,
      clock: { now: () => NOW },
      sandboxSecret: 'sandbox',
      onEvent: () => undefined,
    });
    const receiveText = (text: string) => {
      const raw = Buffer.from(text);
      return receive({ raw, signature: sign('sandbox', raw) })();
    };
    for (const text of ['', '{}', '{"entry":[]}', 'x'.repeat(100_000)])
      expect(await receiveText(text)).to.deep.equal(E.right(false));
    for (const named of [body([change('101')], ''), body([])])
      expect(await receiveText(JSON.stringify(named))).to.have.nested.property('left._tag', 'Unavailable');
  });

  it('names an account by nothing that only looks like an id from afar', async () => {
    const { receive, heard } = stage();
    const media = { messages: [{ from: '1', type: 'image', image: { id: '900' }, timestamp: '1795435200' }] };
    expect(await receive(body([change('999', media)], '1'))).to.deep.equal(E.right(false));
    expect(heard).to.deep.equal([]);
  });

  it('is signed with the sandbox’s secret where an account has none', async () => {
    const { receive, heard } = stage([ACME, BARE], { sandboxSecret: 'sandbox' });
    expect(await receive(body([change('303', { statuses: [status('b')] })], '1'), 'sandbox')).to.deep.equal(
      E.right(true),
    );
    expect(await receive(body([change('101', { statuses: [status('a')] })]), 'sandbox')).to.deep.equal(E.right(false));
    expect(heard.map(({ account }) => account)).to.deep.equal([3]);
  });

  it('asks to come again where the store is down, and lets a defect through', async () => {
    const down = stage([ACME], { recordStatus: () => TE.left(unavailable('EIO')) });
    expect(await down.receive(body([change('101')]))).to.have.nested.property('left._tag', 'Unavailable');
    const broken = stage([ACME], { recordStatus: () => () => Promise.reject(new TypeError('corrupt')) });
    expect(await broken.receive(body([change('101')])).catch((error: unknown) => error)).to.be.instanceOf(TypeError);
  });

  it('is never an exception, whatever the JSON', async () => {
    const { receive } = stage();
    const some = fc.oneof(
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ entry: [{ id: '900', changes: [{ value }] }] })),
      fc.jsonValue().map((value) => JSON.stringify(body([change('101', { statuses: [value], messages: [value] })]))),
    );
    await fc.assert(
      fc.asyncProperty(some, async (text) => {
        expect(E.isRight(await receive(text))).to.equal(true);
      }),
    );
  });
});

describe('a notification beside a damaged account', () => {
  const rejection = async (received: Promise<unknown>): Promise<unknown> =>
    received.then(
      (answer) => expect.fail(`did not reject: ${JSON.stringify(answer)}`),
      (error: unknown) => error,
    );
  const sibling = accountOf(2, { phoneNumberId: '202', businessAccountId: '900', appSecret: 'acme' });

  it('is taken where it names whole accounts only', async () => {
    const { receive, heard } = stage([ACME, OTHER], { damaged: [2] });
    expect(await receive(body([change('101', { statuses: [status('a')] })]))).to.deep.equal(E.right(true));
    expect(heard.map(({ account, news }) => [account, wamids(news)])).to.deep.equal([[1, ['a']]]);
  });

  it('is taken where the damaged one is of the same business account, but has no part in it', async () => {
    const { receive, heard } = stage([ACME, sibling], { damaged: [2] });
    expect(await receive(body([change('101', { statuses: [status('a')] }), change(null)]))).to.deep.equal(
      E.right(true),
    );
    expect(heard).to.have.length(1);
  });

  it('asks to come again where the damaged one is named, signed or not', async () => {
    const { receive, heard } = stage([ACME, OTHER], { damaged: [2] });
    const notification = body([change('202', { statuses: [status('o')] })], '800');
    for (const secret of ['other', 'guessed']) expect(await rejection(receive(notification, secret))).to.equal(damage);
    expect(heard).to.deep.equal([]);
  });

  it('is recorded for the others first, and asks to come again for the damaged one', async () => {
    const { receive, heard } = stage([ACME, sibling], { damaged: [2] });
    for (const second of [change('202', { statuses: [status('o')] }), change(null, { statuses: [status('o')] })]) {
      const both = body([change('101', { statuses: [status('a')] }), second]);
      expect(await rejection(receive(both))).to.equal(damage);
      expect(heard.map(({ account }) => account)).to.deep.equal([1]);
      heard.length = 0;
    }
  });

  it('asks to come again where the store is down, whatever is damaged', async () => {
    const down = stage([ACME, OTHER], { damaged: [2], recordStatus: () => TE.left(unavailable('EIO')) });
    expect(await down.receive(body([change('101'), change('202')]))).to.have.nested.property(
      'left._tag',
      'Unavailable',
    );
  });
});
