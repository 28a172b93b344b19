import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { makeBoundedFile } from '../../../src/adapters/inspect/bounded-file.js';
import { mediaInspector } from '../../../src/adapters/inspect/media-inspector.js';
import { withinTime } from '../../../src/adapters/inspect/time-limit.js';
import { manualTimer } from '../../kit/time/manual-timer.js';
import { settled } from '../../support/at-rest.js';
import { sample } from '../../support/samples.js';
import { unrecognized } from '../../../src/domain/model/media/recognized.js';
import { inMemory } from './detect.js';

describe('a bounded file', () => {
  const bytes = Buffer.from(Array.from({ length: 4_096 }, (_, index) => index % 251));

  it('gives the bytes that are asked for, and fewer only at the end', async () => {
    const file = makeBoundedFile(inMemory(bytes));
    for (const [position, length] of [
      [0, 10],
      [3, 4],
      [500, 600],
      [4_000, 96],
      [10, 2_000],
    ] as const)
      expect(await file.read(position, length)).to.deep.equal(bytes.subarray(position, position + length));
    expect(await file.read(4_090, 100)).to.deep.equal(bytes.subarray(4_090));
  });

  it('has nothing outside of the file', async () => {
    const file = makeBoundedFile(inMemory(bytes));
    for (const position of [4_096, 1e9, 2 ** 60, -1, 0.5, NaN, Infinity])
      expect((await file.read(position, 4)).length, String(position)).to.equal(0);
    expect((await file.read(0, 0)).length).to.equal(0);
  });

  it('has nothing once its budget is spent, but what was read before', async () => {
    const file = makeBoundedFile(inMemory(bytes), 1_000);
    expect((await file.read(0, 900)).length).to.equal(900);
    expect((await file.read(2_000, 200)).length).to.equal(0);
    expect((await file.read(2_000, 100)).length).to.equal(100);
    expect((await file.read(3_000, 1)).length).to.equal(0);
    expect((await file.read(100, 800)).length).to.equal(800);
  });

  it('has nothing once it is stopped', async () => {
    const file = makeBoundedFile(inMemory(bytes));
    await file.read(0, 10);
    file.stop();
    expect((await file.read(0, 10)).length).to.equal(0);
  });
});

describe('the time limit', () => {
  it('gives the outcome of work that is done in time', async () => {
    expect(await withinTime(Promise.resolve('done'), 60_000, () => 'late')).to.equal('done');
  });

  it('ends the waiting for work that is never done', async () => {
    const time = manualTimer();
    let outcome = 'waiting';
    void withinTime(new Promise<string>(() => undefined), 200, () => 'late', time.timer).then(
      (told) => (outcome = told),
    );
    for (const expected of ['waiting', 'waiting', 'waiting', 'late']) {
      time.pass(50);
      await settled();
      expect(outcome).to.equal(expected);
    }
    expect(time.pending()).to.equal(0);
  });

  it('does not count the time in which the process stood still', async () => {
    const time = manualTimer();
    let finish = (_outcome: string): void => undefined;
    const work = new Promise<string>((resolve) => (finish = resolve));
    const waiting = withinTime(work, 200, () => 'late', time.timer);
    time.pass(60_000);
    await settled();
    finish('done');
    expect(await waiting).to.equal('done');
    expect(time.pending()).to.equal(0);
  });

  it('makes a file nothing whose reads never end, and asks for no more of it', async () => {
    let reads = 0;
    const read = () => {
      reads++;
      return reads < 2 ? Promise.resolve(sample('ppt').subarray(0, 4_100)) : new Promise<Uint8Array>(() => undefined);
    };
    expect(await mediaInspector.detect({ sizeBytes: 12_288, read }, O.some('ppt'))()).to.deep.equal(unrecognized());
    expect(reads).to.equal(2);
  });

  it('passes on the fault of a store', async () => {
    const read = () => Promise.reject(new Error('EIO'));
    const outcome = await mediaInspector
      .detect({ sizeBytes: 10, read }, O.none)()
      .catch((error: unknown) => error);
    expect(outcome).to.be.an('error').with.property('message', 'EIO');
  });
});
