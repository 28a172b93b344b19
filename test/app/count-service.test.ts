import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { countService } from '../../src/app/count-service.js';
import { unavailable } from '../../src/domain/model/errors.js';
import { noService, type ServiceTime, withClock, withMinute } from '../../src/domain/model/service-time.js';
import { DAY, MINUTE } from '../../src/domain/model/time.js';
import { manualTimer } from '../kit/time/manual-timer.js';
import { turns } from '../support/turns.js';

const NOW = Date.UTC(2026, 10, 29);

/** A store in memory, whose next answers a test may make fail. */
const stage = (begin: ServiceTime = noService) => {
  let time = begin;
  let now = NOW;
  let failing = 0;
  const warned: string[] = [];
  const timer = manualTimer();
  const change = (make: (time: ServiceTime) => ServiceTime) =>
    TE.rightIO(() => {
      time = make(time);
      return time;
    });
  return {
    timer,
    warned,
    minutes: () => time.minutes,
    setClock: (at: number) => void (now = at),
    fail: (times: number) => void (failing = times),
    /** Another node adds a minute. */
    addElsewhere: () => void (time = withMinute(time)),
    start: () =>
      countService(
        {
          clock: { now: () => now, elapsed: () => 0, sleep: () => () => Promise.resolve() },
          service: {
            look: (at) => change((one) => withClock(one, at)),
            add: (minutes, at) => {
              if (failing > 0) {
                failing -= 1;
                return TE.left(unavailable('down'));
              }
              return change((one) => withClock(one.minutes === minutes ? withMinute(one) : one, at));
            },
          },
        },
        { warn: (_fields: unknown, message?: string) => void warned.push(String(message)) } as never,
        timer,
      ),
  };
};

describe('the time in service', () => {
  it('is counted each minute by the monotonic clock, until the server stops', async () => {
    const { timer, start, minutes, setClock } = stage();
    const count = await start();
    for (const clock of [0, NOW, NOW - DAY]) {
      setClock(clock);
      timer.pass(MINUTE);
      await turns(3);
    }
    expect(minutes()).to.equal(3);
    await count.stop();
    timer.pass(10 * MINUTE);
    await turns(3);
    expect(minutes()).to.equal(3);
  });

  it('is not counted twice where another node counts too, and goes on after the store was down', async () => {
    const { timer, start, minutes, addElsewhere, fail } = stage();
    await start();
    addElsewhere();
    timer.pass(MINUTE);
    await turns(3);
    expect(minutes()).to.equal(1);
    fail(2);
    for (const _minute of [1, 2, 3]) {
      timer.pass(MINUTE);
      await turns(3);
    }
    expect(minutes()).to.equal(2);
  });

  it('says once that a clock has jumped', async () => {
    const { timer, start, warned, setClock } = stage(withClock(noService, NOW - 3 * DAY));
    await start();
    expect(warned).to.have.length(1);
    timer.pass(MINUTE);
    await turns(3);
    expect(warned).to.have.length(1);
    setClock(NOW + 400 * DAY);
    timer.pass(MINUTE);
    await turns(3);
    expect(warned).to.have.length(2);
  });
});
