import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { DAY, MINUTE } from '../../../../src/domain/model/time.js';
import { makeRefusedSignatures } from '../../../../src/domain/use-cases/receive-notification/refused-signatures.js';
import { NOW } from '../../../support/happy-ports.js';
import { accountOf, ACME, body, change, OTHER, stage, status } from './stage.js';

const acmes = body([change('101', { statuses: [status('w')] })]);
const reasons = (world: ReturnType<typeof stage>, id = 1) =>
  world.healthOf(id)?.problems.map(({ reason }) => reason) ?? [];

describe('signatures of notifications', () => {
  it('that are wrong are counted, and written when that is due', async () => {
    const world = stage([ACME, OTHER]);
    for (let times = 0; times < 3; times += 1) await world.receive(acmes, 'guessed');
    expect(world.writes).to.deep.equal([]);
    await world.writeSignatures();
    expect(world.healthOf(1)?.refusedSignatures).to.deep.equal({ since: NOW, count: 3 });
    expect(world.healthOf(2)?.refusedSignatures).to.equal(null);
    expect(world.writes).to.have.length(1);
    await world.writeSignatures();
    expect(world.writes).to.have.length(1);
  });

  it('are a problem after 15 minutes with at least three, and only then', async () => {
    const world = stage([ACME, OTHER]);
    const refuse = async () => {
      await world.receive(acmes, 'guessed');
      await world.writeSignatures();
    };
    await refuse();
    world.pass(15 * MINUTE);
    await refuse();
    expect(reasons(world)).to.deep.equal([]);
    await refuse();
    expect(world.healthOf(1)?.problems).to.deep.equal([{ reason: 'signature', since: NOW, code: null }]);
    expect(world.attention.map(({ accountId, type }) => [accountId, type])).to.deep.equal([[1, 'account.attention']]);
    await refuse();
    expect(world.attention).to.have.length(1);
  });

  it('that come all within 15 minutes are no problem', async () => {
    const world = stage([ACME]);
    for (let times = 0; times < 100; times += 1) {
      await world.receive(acmes, 'guessed');
      world.pass(8_900);
    }
    await world.writeSignatures();
    expect(world.healthOf(1)?.refusedSignatures?.count).to.equal(100);
    expect(reasons(world)).to.deep.equal([]);
  });

  it('that are right end the problem at once, and void what is counted', async () => {
    const world = stage([ACME]);
    for (let times = 0; times < 3; times += 1) {
      await world.receive(acmes, 'guessed');
      world.pass(8 * MINUTE);
      await world.writeSignatures();
    }
    expect(reasons(world)).to.deep.equal(['signature']);
    await world.receive(acmes, 'guessed');
    await world.receive(acmes, 'acme');
    expect(world.healthOf(1)).to.deep.equal({ problems: [], refusedSignatures: null });
    await world.writeSignatures();
    expect(world.healthOf(1)).to.deep.equal({ problems: [], refusedSignatures: null });
    expect(world.attention.map(({ health }) => health.problems.length)).to.deep.equal([1, 0]);
  });

  it('that are right write nothing where nothing was wrong', async () => {
    const world = stage([ACME]);
    for (let times = 0; times < 3; times += 1) await world.receive(acmes, 'acme');
    expect(world.writes).to.deep.equal([]);
  });

  it('between two wrong ones begin the count anew', async () => {
    const world = stage([ACME]);
    for (let times = 0; times < 9; times += 1) {
      await world.receive(acmes, times % 3 === 2 ? 'acme' : 'guessed');
      await world.writeSignatures();
      world.pass(10 * MINUTE);
    }
    expect(world.attention).to.deep.equal([]);
  });

  it('of the sandbox are no matter of an account that uses its secret', async () => {
    const plain = accountOf(7, { phoneNumberId: '707' });
    const own = accountOf(8, { phoneNumberId: '808', appSecret: 'own' });
    const world = stage([plain, own], { sandboxSecret: 'sandbox' });
    for (const number of ['707', '808']) await world.receive(body([change(number)]), 'guessed');
    await world.writeSignatures();
    expect(world.writes.map(({ id }) => id)).to.deep.equal([8]);
  });

  it('of an account without an app secret are wrong, since nothing can be right', async () => {
    const world = stage([accountOf(7, { phoneNumberId: '707' })]);
    await world.receive(body([change('707')]), 'guessed');
    await world.writeSignatures();
    expect(world.healthOf(7)?.refusedSignatures).to.deep.equal({ since: NOW, count: 1 });
  });

  it('are the matter of the account with the number, not of one that had it before or shares the business account', async () => {
    const former = accountOf(5, { phoneNumberId: '505', appSecret: 'former' }, ['101']);
    const neighbour = accountOf(6, { phoneNumberId: '606', businessAccountId: '900', appSecret: 'neighbour' });
    const world = stage([ACME, former, neighbour]);
    await world.receive(acmes, 'guessed');
    await world.writeSignatures();
    expect(world.writes.map(({ id }) => id)).to.deep.equal([1]);
    await world.receive(body([change(null)]), 'guessed');
    await world.writeSignatures();
    expect(world.writes.map(({ id }) => id)).to.deep.equal([1, 1, 6]);
  });

  it('of a flood are written once, for a bounded number of accounts', async () => {
    const accounts = Array.from({ length: 300 }, (_, index) =>
      accountOf(index + 1, { phoneNumberId: `${1_000 + index}`, appSecret: 'x' }),
    );
    const world = stage(accounts);
    for (let round = 0; round < 2; round += 1)
      for (const { whatsapp } of accounts) await world.receive(body([change(whatsapp.phoneNumberId)]), 'guessed');
    await world.writeSignatures();
    expect(world.writes).to.have.length(100);
    expect(world.writes.every(({ health }) => health.refusedSignatures?.count === 2)).to.equal(true);
  });

  it('are kept while the store is down, and written later', async () => {
    let isDown = true;
    const recorded: unknown[] = [];
    const signatures = makeRefusedSignatures({
      clock: { now: () => NOW },
      recordHealth: (_account, seen) => async () => {
        if (!isDown) recorded.push(...seen);
        return !isDown;
      },
    });
    signatures.refused([ACME]);
    await signatures.write();
    signatures.refused([ACME]);
    isDown = false;
    await signatures.write();
    expect(recorded).to.deep.equal([{ _tag: 'SignaturesWrong', since: NOW, until: NOW, count: 2 }]);
  });

  it('never keep a notification from being recorded', async () => {
    const world = stage([ACME], { recordStatus: () => TE.left(unavailable('down')) });
    await world.receive(acmes, 'guessed');
    world.pass(DAY);
    expect(await world.receive(acmes, 'acme')).to.deep.include({ _tag: 'Left' });
  });
});
