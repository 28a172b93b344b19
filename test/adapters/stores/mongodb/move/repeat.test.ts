import { expect } from 'chai';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { makeRepeat, PlaceTaken } from '../../../../../src/adapters/stores/mongodb/move/repeat.js';
import { StoreFault } from '../../../../../src/adapters/stores/shared/store-fault.js';
import { left, rejection, right } from '../../../../contracts/support.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { until } from '../../../../support/until.js';

const lost = new StoreFault(new MongoNetworkError('connection 7 to 10.0.0.5:27017 timed out'));
const serverError = (code: number) => new MongoServerError({ message: `error ${code}`, code });

/** A database that is away until it is not, and a step that is sent to it. */
const scene = () => {
  const time = manualTimer();
  let isAway = true;
  const counts = { asked: 0, sent: 0 };
  const ask = async (): Promise<null> => {
    counts.asked += 1;
    if (isAway) throw lost;
    return null;
  };
  const database = {
    name: '10.0.0.5:27017/postcard',
    collection: () => ({ findOne: ask }),
    within: <A>(step: Promise<A>) => step,
  } as unknown as Database;
  return {
    counts,
    time,
    repeat: makeRepeat(database, time),
    comeBack: () => void (isAway = false),
    step: (fault: unknown) => async () => {
      counts.sent += 1;
      if (isAway) throw fault;
      return 'stored';
    },
    /** Lets pauses end, one after the other, until it is `done`. */
    pass: async (done: () => boolean, each = () => undefined as unknown) => {
      while (!done()) {
        await until('a pause or the end', () => time.pending() > 0 || done());
        each();
        time.pass(500);
      }
    },
  };
};

const settled = (work: Promise<unknown>): (() => boolean) => {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  work.then(settle, settle);
  return () => isSettled;
};

describe('a step of a move', () => {
  it('is sent once more when the database is back, and not before', async () => {
    const { repeat, step, counts, pass, time, comeBack } = scene();
    const work = right(repeat(step(lost)));
    await pass(settled(work), () => (time.now() > 50_000 ? comeBack() : undefined));
    expect(await work).to.equal('stored');
    expect(counts.sent).to.equal(2);
    expect(counts.asked).to.be.above(5);
  });

  it('ends after a minute, and names what the driver said', async () => {
    const { repeat, step, counts, pass, time } = scene();
    const work = left(repeat(step(lost)));
    await pass(settled(work));
    expect(await work).to.deep.equal({
      _tag: 'TargetSilent',
      target: '10.0.0.5:27017/postcard',
      reason: 'connection 7 to 10.0.0.5:27017 timed out',
    });
    expect(counts.sent).to.equal(1);
    expect(time.now()).to.be.within(60_000, 61_000);
  });

  it('is not repeated where no repetition mends it', async () => {
    const { repeat, step, counts } = scene();
    for (const code of [13, 18, 14_031])
      expect(await left(repeat(step(new StoreFault(serverError(code)))))).to.include({
        _tag: 'TargetRefuses',
        reason: `error ${code}`,
      });
    expect(await left(repeat(step(serverError(2))))).to.include({ _tag: 'TargetRefuses', reason: 'error 2' });
    expect(await left(repeat(step(new PlaceTaken('contacts'))))).to.include({ _tag: 'TargetTaken' });
    expect(await rejection(repeat(step(new TypeError('ours'))))).to.be.instanceOf(TypeError);
    expect(counts).to.deep.equal({ sent: 6, asked: 0 });
  });

  it('is repeated where the server passes through a state that ends', async () => {
    for (const code of [91, 189, 10_107, 64]) {
      const { repeat, step, counts, pass, time, comeBack } = scene();
      const work = right(repeat(step(new StoreFault(serverError(code)))));
      await pass(settled(work), () => (time.now() > 3_000 ? comeBack() : undefined));
      expect(await work).to.equal('stored');
      expect(counts.sent).to.equal(2);
    }
  });
});
