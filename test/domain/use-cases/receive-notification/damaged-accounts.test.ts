import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { rejection } from '../../../contracts/support.js';
import { accountOf, ACME, body, change, damage, OTHER, stage, status } from './stage.js';

describe('a notification beside a damaged account', () => {
  const sibling = accountOf(2, { phoneNumberId: '202', businessAccountId: '900', appSecret: 'acme' });

  it('is taken where it names whole accounts only', async () => {
    const { receive, told } = stage([ACME, OTHER], { damaged: [2] });
    expect(await receive(body([change('101', { statuses: [status('a')] })]))).to.deep.equal(E.right(true));
    expect(told()).to.deep.equal([[1, ['a']]]);
  });

  it('is taken where the damaged one is of the same business account, but has no part in it', async () => {
    const { receive, heard } = stage([ACME, sibling], { damaged: [2] });
    expect(await receive(body([change('101', { statuses: [status('a')] }), change(null)]))).to.deep.equal(
      E.right(true),
    );
    expect(heard).to.have.length(1);
  });

  const theirs = body([change('202', { statuses: [status('o')] })], '800');

  it('is taken where the damaged one had its number before', async () => {
    const former = accountOf(2, { phoneNumberId: '202', businessAccountId: '800' }, ['101']);
    const { receive, told } = stage([ACME, former], { damaged: [2] });
    expect((await receive(body([change('101', { statuses: [status('a')] })])))._tag).to.equal('Right');
    expect(told()).to.deep.equal([[1, ['a']]]);
  });

  it('asks to come again where the damaged one is named and its secret was known', async () => {
    const { receive, heard, named, damage: spoil } = stage([ACME, OTHER]);
    expect(await receive(theirs, 'other')).to.deep.equal(E.right(true));
    heard.length = 0;
    spoil(2);
    expect(await rejection(() => receive(theirs, 'other'))).to.equal(damage);
    expect(heard).to.deep.equal([]);
    expect(named.map(({ what }) => what)).to.include('account 2');
  });

  it('asks to come again where the damaged one is named and another account has the secret', async () => {
    const { receive } = stage([ACME, OTHER], { damaged: [2] });
    expect(await rejection(() => receive(theirs, 'acme'))).to.equal(damage);
  });

  it('is refused where no known secret signed it, and names the record for the log', async () => {
    const { receive, heard, refused, named } = stage([ACME, OTHER], { damaged: [2] });
    for (const secret of ['other', 'guessed']) expect(await receive(theirs, secret)).to.deep.equal(E.right(false));
    expect(heard).to.deep.equal([]);
    expect(refused).to.deep.equal([
      { account: null, reason: 'damaged_account' },
      { account: null, reason: 'damaged_account' },
    ]);
    expect(new Set(named.map(({ what }) => what))).to.deep.equal(new Set(['account 2']));
  });

  it('never goes to another account of the business account in place of the damaged one', async () => {
    const { receive, told } = stage([ACME, sibling], { damaged: [2], messages: [[1, 'o']] });
    const stop = { from: '14155550123', type: 'text', text: { body: 'STOP' }, timestamp: '1795435200' };
    const notification = body([change('202', { statuses: [status('o')], messages: [stop] })]);
    expect(await rejection(() => receive(notification))).to.equal(damage);
    expect(told()).to.deep.equal([]);
  });

  it('is recorded for the others first, and asks to come again for the damaged one', async () => {
    const { receive, heard } = stage([ACME, sibling], { damaged: [2] });
    for (const second of [change('202', { statuses: [status('o')] }), change(null, { statuses: [status('o')] })]) {
      const both = body([change('101', { statuses: [status('a')] }), second]);
      expect(await rejection(() => receive(both))).to.equal(damage);
      expect(heard.map(({ account }) => account)).to.deep.equal([1]);
      heard.length = 0;
    }
  });

  it('asks to come again where the store is down, whatever is damaged', async () => {
    const down = stage([ACME, OTHER], { damaged: [2], recordStatus: () => TE.left(unavailable('EIO')) });
    const both = ['101', '202'].map((number) => change(number, { statuses: [status('a')] }));
    expect(await down.receive(body(both))).to.have.nested.property('left._tag', 'Unavailable');
  });
});
