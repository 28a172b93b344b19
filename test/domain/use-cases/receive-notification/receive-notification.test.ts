import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { escapedJson } from '../../../../src/sandbox/world/webhooks/webhook-body.js';
import { accountOf, ACME, BARE, body, change, sign, stage, status, wamids } from './stage.js';

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
      [4, ['t']],
      [1, ['a']],
    ]);
  });

  it('without a phone number goes to the business account', async () => {
    const { receive, heard } = stage();
    await receive({ entry: [{ id: '900', changes: [change(null, { statuses: [status('a')] })] }] });
    expect(heard.map(({ account, news }) => [account, wamids(news)])).to.deep.equal([[1, ['a']]]);
  });

  it('about a phone number that no account has goes to the business account', async () => {
    const { receive, told } = stage();
    expect(await receive(body([change('999', { statuses: [status('x')] })]))).to.deep.equal(E.right(true));
    expect(told()).to.deep.equal([[1, ['x']]]);
  });

  it('about a phone number of another account never goes to the business account', async () => {
    const { receive, told } = stage();
    const stop = { from: '14155550123', type: 'text', text: { body: 'STOP' }, timestamp: '1795435200' };
    const notification = body([change('202', { statuses: [status('x')], messages: [stop] })]);
    expect(await receive(notification)).to.deep.equal(E.right(true));
    expect(told()).to.deep.equal([]);
  });

  it('is right and changes nothing where it names no account, but a secret of this server signed it', async () => {
    // Meta's Test button names a phone number and a business account that do not exist.
    const { receive, told, refused } = stage();
    for (const secret of ['acme', 'other'])
      expect(await receive(body([change('123456123', { statuses: [status('x')] })], '0'), secret)).to.deep.equal(
        E.right(true),
      );
    expect(told()).to.deep.equal([]);
    expect(refused).to.deep.equal([]);
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
    'an account of another server': body([change('999')], '999'),
    'the prototype’s account': body([change('__proto__')], 'constructor'),
    'a number that is no text': { entry: [{ id: 900, changes: [change(null)] }] },
    'a hundred thousand lists in one another': '['.repeat(100_000) + ']'.repeat(100_000),
    'a hundred thousand objects in one another': '{"entry":'.repeat(100_000) + '0' + '}'.repeat(100_000),
  }))
    it(`that names ${what} changes nothing, and is refused if it is not signed`, async () => {
      const { receive, heard, refused } = stage();
      expect(await receive(notification)).to.deep.equal(E.right(true));
      expect(await receive(notification, 'guessed')).to.deep.equal(E.right(false));
      expect(heard).to.deep.equal([]);
      expect(refused).to.have.length(1);
    });

  it('is refused under a wrong signature, and where there is no secret', async () => {
    const { receiveSigned, receive, heard } = stage();
    const mine = body([change('101', { statuses: [status('a')] })]);
    expect(await receive(mine, 'guessed')).to.deep.equal(E.right(false));
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
    expect(heard).to.have.length(1);
  });

  for (const [what, text] of Object.entries({
    small: JSON.stringify(body([change('101')])),
    large: JSON.stringify({ padding: 'x'.repeat(100_000), ...body([change('101')]) }),
    'nothing but brackets': '['.repeat(3 * 1_048_576),
  }))
    it(`is not parsed where it is ${what} and its signature is wrong`, async () => {
      const { receive, counts } = stage();
      expect(await receive(text, 'guessed')).to.deep.equal(E.right(false));
      expect(counts.parsed).to.equal(0);
    });

  it('asks the store for all secrets at most, where it names nothing', async () => {
    const { receive, counts } = stage();
    for (const text of ['', '{}', '{"entry":[]}', 'x'.repeat(100_000)])
      expect(await receive(text, 'guessed')).to.deep.equal(E.right(false));
    expect(counts.queries).to.equal(1);
  });

  it('is signed with the sandbox’s secret where an account has none', async () => {
    const { receive, heard } = stage([ACME, BARE], { sandboxSecret: 'sandbox' });
    expect(await receive(body([change('303', { statuses: [status('b')] })], '1'), 'sandbox')).to.deep.equal(
      E.right(true),
    );
    expect(await receive(body([change('101', { statuses: [status('a')] })]), 'sandbox')).to.deep.equal(E.right(true));
    expect(heard.map(({ account }) => account)).to.deep.equal([3]);
  });

  it('asks to come again where the store is down, and lets a defect through', async () => {
    const notification = body([change('101', { statuses: [status('a')] })]);
    const down = TE.left(unavailable('EIO'));
    expect(await stage([ACME], { down }).receive(notification)).to.have.nested.property('left._tag', 'Unavailable');
    expect(await stage([ACME], { down }).receive('{}')).to.have.nested.property('left._tag', 'Unavailable');
    const readOnly = stage([ACME], { recordStatus: () => down });
    expect(await readOnly.receive(notification)).to.have.nested.property('left._tag', 'Unavailable');
    const broken = stage([ACME], { recordStatus: () => () => Promise.reject(new TypeError('corrupt')) });
    expect(await broken.receive(notification).catch((error: unknown) => error)).to.be.instanceOf(TypeError);
  });

  it('is recorded for all accounts, also if a record of one is damaged', async () => {
    const twin = accountOf(4, { phoneNumberId: '404', appSecret: 'acme' });
    const heard: number[] = [];
    const { receive } = stage([ACME, twin], {
      recordStatus: ({ id }) =>
        id === ACME.id
          ? () => Promise.reject(new TypeError('corrupt'))
          : TE.rightIO(() => {
              heard.push(id);
              return [];
            }),
    });
    const both = body([change('101', { statuses: [status('a')] }), change('404', { statuses: [status('t')] })]);
    expect(await receive(both).catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    expect(heard).to.deep.equal([4]);
  });

  it('lets others have their turn while a large one is applied', async () => {
    const { receive, counts } = stage();
    const changes = Array.from({ length: 5_000 }, (_, index) =>
      change(String(10_000 + index), { statuses: [status(`w${index}`)] }),
    );
    expect(await receive(body(changes, '1'))).to.deep.equal(E.right(true));
    expect(counts.turns).to.be.above(50);
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
