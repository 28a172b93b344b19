import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { makeSendingLine } from '../../../../src/adapters/whatsapp/send/sending-line.js';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { type Place } from '../../../../src/domain/ports/sending-line.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';

const account = (id: number): AccountId => id as AccountId;
const listening = (): AbortSignal => new AbortController().signal;

/** Comes so many times and counts what came of it so far. */
const enterMany = (line: ReturnType<typeof makeSendingLine>, id: number, times: number) => {
  const places: Place[] = [];
  const refusals: unknown[] = [];
  for (let i = 0; i < times; i += 1) {
    void line
      .enter(account(id), listening())()
      .then((entered) => (E.isRight(entered) ? places.push(entered.right) : refusals.push(entered.left)));
  }
  return { places, refusals };
};

const settled = (): Promise<void> => new Promise(setImmediate);

describe('The sending line', () => {
  it('has 32 places and 256 to wait, an account', async () => {
    const line = makeSendingLine(manualTimer().timer);
    const { places, refusals } = enterMany(line, 1, 32 + 256 + 50);
    await settled();
    expect(places).to.have.length(32);
    expect(refusals).to.have.length(50);
    expect(refusals[0]).to.include({ _tag: 'Unavailable' });
  });

  it('turns none of 200 callers of one account away', async () => {
    const line = makeSendingLine(manualTimer().timer);
    const { places, refusals } = enterMany(line, 1, 200);
    for (let left = 0; left < 200; left += 1) {
      await settled();
      places[left]?.leave();
    }
    expect([places.length, refusals.length]).to.deep.equal([200, 0]);
  });

  it('lets nobody wait over 10 s', async () => {
    const { timer, passTo } = manualTimer();
    const { refusals } = enterMany(makeSendingLine(timer), 1, 33);
    passTo(9_999);
    await settled();
    expect(refusals).to.have.length(0);
    passTo(10_000);
    await settled();
    expect(refusals).to.have.length(1);
  });

  it('lets no account wait for another', async () => {
    const line = makeSendingLine(manualTimer().timer);
    enterMany(line, 1, 500);
    const { places } = enterMany(line, 2, 32);
    await settled();
    expect(places).to.have.length(32);
  });

  it('does nothing before its task is run', async () => {
    const line = makeSendingLine(manualTimer().timer);
    for (let i = 0; i < 100; i += 1) line.enter(account(1), listening());
    const { places } = enterMany(line, 1, 32);
    await settled();
    expect(places).to.have.length(32);
  });

  it('refuses one who has hung up', async () => {
    const entered = await makeSendingLine(manualTimer().timer).enter(account(1), AbortSignal.abort())();
    expect(E.isLeft(entered)).to.equal(true);
  });

  it('is left at once by one who hangs up while it waits, and its turn goes to the next', async () => {
    const { timer, pending } = manualTimer();
    const line = makeSendingLine(timer);
    const { places } = enterMany(line, 1, 32);
    const hangUp = new AbortController();
    const gone = line.enter(account(1), hangUp.signal)();
    const { places: next } = enterMany(line, 1, 1);
    await settled();
    hangUp.abort();
    expect(await gone).to.have.nested.property('left._tag', 'Unavailable');
    places[0]?.leave();
    await settled();
    expect([next.length, pending()]).to.deep.equal([1, 0]);
  });
});
