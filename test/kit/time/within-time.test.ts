import { expect } from 'chai';
import { LATE, withinTime } from '../../../src/kit/time/within-time.js';

const never = new Promise<string>(() => undefined);

describe('withinTime', () => {
  it('gives what the work comes to in time', async () => {
    expect(await withinTime(Promise.resolve('done'), 60_000)).to.equal('done');
  });

  it('gives LATE where the work takes longer', async () => {
    expect(await withinTime(never, 1)).to.equal(LATE);
  });

  it('takes work that is done for done, even without any time', async () => {
    expect(await withinTime(Promise.resolve('done'), 0)).to.equal('done');
  });

  it('rejects with what the work rejects with', async () => {
    const failed = await withinTime(Promise.reject(new Error('broken')), 60_000).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error).with.property('message', 'broken');
  });

  it('drops what the work rejects with afterwards', async () => {
    let fail = (_: Error): void => undefined;
    const work = new Promise<string>((_, reject) => (fail = reject));
    expect(await withinTime(work, 1)).to.equal(LATE);
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    fail(new Error('too late'));
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
  });
});
