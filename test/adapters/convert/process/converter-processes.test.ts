import { expect } from 'chai';
import { type ConverterProcess, type Ending } from '../../../../src/adapters/convert/process/converter-process.js';
import { makeConverterProcesses } from '../../../../src/adapters/convert/process/converter-processes.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';

const job = { picture: Buffer.from('picture'), limits: { pixels: 1, bytes: 1 } };
const done: Ending = { _tag: 'Refused', why: 'done' };
const listening = (): AbortSignal => new AbortController().signal;
const settled = (): Promise<void> => new Promise(setImmediate);

/** Processes that answer when told to. */
const stage = () => {
  const clock = manualTimer();
  const started: { answer: (ending: Ending) => void; die: () => void; word: string }[] = [];
  const start = (): ConverterProcess => {
    const one = { answer: (_: Ending) => undefined as void, die: () => undefined as void, word: 'held' };
    started.push(one);
    one.die = () => {
      one.word = 'gone';
      one.answer({ _tag: 'Died', how: 'SIGSEGV', isKilled: false });
    };
    return {
      run: () => new Promise((resolve) => (one.answer = resolve)),
      isAlive: () => one.word !== 'gone',
      hold: (isHeld) => void (one.word = isHeld ? 'held' : 'let go'),
      end: async () => void (one.word = 'gone'),
    };
  };
  const processes = makeConverterProcesses(start, clock.timer);
  return { clock, started, words: () => started.map(({ word }) => word), ...processes };
};

describe('Converter processes', () => {
  it('serve one small picture after the other, and end when none came for 10 s', async () => {
    const { run, started, words, clock } = stage();
    for (let i = 0; i < 3; i += 1) {
      const running = run(job, 'light', listening());
      started[0]?.answer(done);
      expect(await running).to.deep.equal(done);
      expect(words()).to.deep.equal(['let go']);
      clock.pass(9_999);
    }
    clock.pass(1);
    expect(words()).to.deep.equal(['gone']);
    expect(clock.pending()).to.equal(0);
  });

  it('start for one large picture each, are gone before the next one begins, and none waits for a small one', async () => {
    const { run, started, words } = stage();
    const running = run(job, 'heavy', listening());
    expect(words()).to.deep.equal(['held']);
    const small = run(job, 'light', listening());
    expect(words()).to.deep.equal(['held', 'held']);
    started[1]?.answer(done);
    await small;
    started[0]?.answer(done);
    await running;
    expect(words()).to.deep.equal(['gone', 'let go']);
  });

  it('keep one that is idle, not two', async () => {
    const { run, started, words } = stage();
    const both = [run(job, 'light', listening()), run(job, 'light', listening())];
    for (const { answer } of started) answer(done);
    await Promise.all(both);
    expect(words().sort()).to.deep.equal(['gone', 'let go']);
  });

  for (const weight of ['light', 'heavy'] as const) {
    it(`are ended when the caller hangs up or 30 s have passed: ${weight}`, async () => {
      const { run, words, clock } = stage();
      const hangUp = new AbortController();
      const left = run(job, weight, hangUp.signal);
      hangUp.abort();
      expect(await left).to.deep.equal({ _tag: 'HungUp' });
      expect(words()[0]).to.equal('gone');
      const slow = run(job, weight, listening());
      clock.pass(30_000);
      expect(await slow).to.deep.equal({ _tag: 'TooSlow' });
      expect(words()).to.not.include('held');
    });
  }

  it('are ended where they hold too much, or died', async () => {
    const { run, started, words } = stage();
    const over = run(job, 'light', listening());
    started[0]?.answer({ _tag: 'OverMemory' });
    expect(await over).to.deep.equal({ _tag: 'OverMemory' });
    const died = run(job, 'light', listening());
    started[1]?.die();
    expect(await died).to.include({ _tag: 'Died', how: 'SIGSEGV' });
    expect(words()).to.deep.equal(['gone', 'gone']);
  });

  it('are replaced where the idle one died', async () => {
    const { run, started } = stage();
    const first = run(job, 'light', listening());
    started[0]?.answer(done);
    await first;
    started[0]?.die();
    const second = run(job, 'light', listening());
    await settled();
    started[1]?.answer(done);
    expect(await second).to.deep.equal(done);
  });
});
