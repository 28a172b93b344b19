import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mock } from 'node:test';
import { pino } from 'pino';
import { unavailable } from '../../src/domain/model/errors.js';
import { type Round, type Stored } from '../../src/domain/ports/store.js';
import { type Chore, startHousekeeping } from '../../src/app/housekeeping.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('housekeeping', () => {
  let done: string[];
  let lines: { level: number; msg: string }[];
  let named: string[];

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    done = [];
    lines = [];
    named = [];
  });
  afterEach(() => mock.timers.reset());

  const round =
    (what: string, { count = 0, damaged = [] }: Partial<Round> = {}): Stored<Round> =>
    async () => {
      done.push(what);
      return { _tag: 'Right', right: { count, damaged } };
    };

  const keep = (
    more: { expire?: Stored<Round>; sweep?: Stored<Round>; prune?: Stored<Round>; chores?: readonly Chore[] } = {},
  ) =>
    startHousekeeping(
      {
        messages: { expire: () => more.expire ?? round('expire') } as unknown as Parameters<
          typeof startHousekeeping
        >[0]['messages'],
        clock: { now: () => 0, elapsed: () => 0, sleep: () => async () => undefined },
        prune: more.prune ?? round('prune'),
      },
      { sweep: more.sweep ?? round('sweep') },
      more.chores ?? [],
      pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) }),
      (one) => void named.push(one.what),
    );

  it('sweeps and prunes at once and every hour, and expires messages every half minute', async () => {
    const house = keep();
    expect(done).to.deep.equal(['sweep', 'prune']);
    mock.timers.tick(30 * SECOND);
    expect(done).to.deep.equal(['sweep', 'prune', 'expire']);
    mock.timers.tick(HOUR - 30 * SECOND);
    expect(done.filter((what) => what === 'sweep')).to.have.length(2);
    expect(done.filter((what) => what === 'prune')).to.have.length(2);
    expect(done.filter((what) => what === 'expire')).to.have.length(120);
    await house.stop();
  });

  it('begins nothing any more once it is stopped, and ends what it began', async () => {
    let finish = (): void => undefined;
    let isFinished = false;
    const house = keep({
      sweep: async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        isFinished = true;
        return { _tag: 'Right', right: { count: 0, damaged: [] } };
      },
    });
    const stopped = house.stop();
    mock.timers.tick(2 * HOUR);
    expect(done).to.deep.equal(['prune']);
    finish();
    await stopped;
    expect(isFinished).to.equal(true);
  });

  it('does its further chores with the sweep, and tells a long one to end when it is stopped', async () => {
    let mayGoOn = (): boolean => true;
    let finish = (): void => undefined;
    const chore: Chore = {
      what: 'messages emptied',
      task: (goOn) => async () => {
        mayGoOn = goOn;
        done.push('chore');
        await new Promise<void>((resolve) => (finish = resolve));
        return { _tag: 'Right', right: { count: 4, damaged: [] } };
      },
    };
    const house = keep({ chores: [chore] });
    expect(done).to.deep.equal(['sweep', 'prune', 'chore']);
    expect(mayGoOn()).to.equal(true);
    const stopped = house.stop();
    expect(mayGoOn()).to.equal(false);
    finish();
    await stopped;
    expect(lines.map(({ msg }) => msg)).to.deep.equal(['messages emptied']);
  });

  it('names what is damaged, and goes on', async () => {
    const damaged = (what: string) => [{ what, cause: new Error(what) }];
    const house = keep({
      prune: round('prune', { damaged: damaged('reports') }),
      expire: round('expire', { damaged: damaged('message 1/2') }),
    });
    mock.timers.tick(30 * SECOND);
    await house.stop();
    expect(named).to.deep.equal(['reports', 'message 1/2']);
    expect(lines).to.deep.equal([]);
  });

  it('tells what it did, and says nothing where there was nothing to do', async () => {
    await keep({ sweep: round('sweep', { count: 7 }) }).stop();
    expect(lines.map(({ msg }) => msg)).to.deep.equal(['left-over files removed']);
    expect(lines[0]).to.have.property('count', 7);
  });

  it('outlives a store that is down, and a defect', async () => {
    const house = keep({
      sweep: TE.left(unavailable('the disk is gone')),
      prune: () => Promise.reject(new TypeError('a defect')),
    });
    mock.timers.tick(HOUR);
    await house.stop();
    expect(lines.map(({ msg }) => msg)).to.have.members([
      'left-over files removed failed',
      'old records dropped failed',
      'left-over files removed failed',
      'old records dropped failed',
    ]);
    expect(done).to.have.length(120);
  });
});
