import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { fairReads } from '../../src/app/fair-reads.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { unavailable } from '../../src/domain/model/errors.js';
import { NO_PLACE } from '../../src/domain/model/event/event-id.js';
import { type EventPage } from '../../src/domain/ports/event-log.js';
import { times } from '../contracts/support.js';

const [BUSY, QUIET] = [1 as AccountId, 2 as AccountId];
const page: EventPage = { items: [], damaged: [], through: NO_PLACE, more: false };

describe('reads of events that take turns', () => {
  it('run a few at a time in one turn of the event loop, and those of a quiet account wait for no long line', async () => {
    const order: number[] = [];
    let turn = 0;
    const turns: number[] = [];
    const after = fairReads((account) =>
      TE.rightIO(() => {
        order.push(account);
        turns.push(turn);
        return page;
      }),
    );
    const read = (account: AccountId) => after(account, NO_PLACE, null, 10)();
    const reads = [...times(300, () => read(BUSY)), read(QUIET)];
    const tick = (): void => {
      turn += 1;
      if (order.length < reads.length) setImmediate(tick);
    };
    setImmediate(tick);
    const answers = await Promise.all(reads);
    expect(answers.every(E.isRight)).to.equal(true);
    expect(order.indexOf(QUIET)).to.be.below(4);
    for (const one of new Set(turns)) expect(turns.filter((other) => other === one).length).to.be.at.most(4);
  });

  it('go on where one fails, or throws', async () => {
    let round = 0;
    const after = fairReads(() => {
      round += 1;
      if (round % 3 === 0) return () => Promise.reject(new Error('a defect'));
      return round % 3 === 1 ? TE.left(unavailable('down')) : TE.right(page);
    });
    const answers = await Promise.allSettled(times(30, () => after(BUSY, NO_PLACE, null, 10)()));
    expect(answers.filter(({ status }) => status === 'rejected')).to.have.length(10);
    expect(answers.filter((one) => one.status === 'fulfilled' && E.isRight(one.value))).to.have.length(10);
  });
});
