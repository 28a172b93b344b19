import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../../src/domain/model/account/account.js';
import { type AttentionEvent } from '../../../../src/domain/model/account/attention.js';
import { type Seen } from '../../../../src/domain/model/account/seen-health.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { type Accounts } from '../../../../src/domain/ports/accounts.js';
import { makeRecordHealth } from '../../../../src/domain/use-cases/account/record-health.js';
import { account, NOW } from '../../../support/happy-ports.js';
import { memoryHealth } from '../../../support/memory-health.js';

const credentials = { phoneNumberId: '1001', accessToken: 'access' };
const refused: Seen = { _tag: 'Refused', credentials, code: 190, subcode: null };
const accepted: Seen = { _tag: 'Accepted', credentials };

const world = (recordHealth?: Accounts['recordHealth']) => {
  let kept: Account = account;
  let asked = 0;
  const events: AttentionEvent[] = [];
  const inMemory = memoryHealth(
    () => kept,
    (after) => (kept = after),
  );
  const record = makeRecordHealth({
    accounts: {
      recordHealth: (...parts) => {
        asked += 1;
        return (recordHealth ?? inMemory)(...parts);
      },
    },
    clock: { now: () => NOW },
    onAttention: (event) => events.push(event),
  });
  return { record, events, asked: () => asked, kept: () => kept };
};

describe('recording the health of an account', () => {
  it('asks the store nothing where nothing new was seen', async () => {
    const { record, asked } = world();
    expect(await record(account, [accepted, { _tag: 'Delivered' }])()).to.equal(true);
    expect(asked()).to.equal(0);
  });

  it('tells of a change once, however many see it at once', async () => {
    const { record, events, kept } = world();
    await Promise.all(Array.from({ length: 20 }, () => record(account, [refused])()));
    expect(kept().health.problems).to.deep.equal([{ reason: 'token', since: NOW, code: 190 }]);
    expect(events).to.have.length(1);
    await Promise.all(Array.from({ length: 20 }, () => record(kept(), [accepted])()));
    expect(events.map(({ health }) => health.problems.length)).to.deep.equal([1, 0]);
  });

  it('says that it may be tried again while the store is down', async () => {
    const { record } = world(() => TE.left(unavailable('down')));
    expect(await record(account, [refused])()).to.equal(false);
  });

  it('never rejects, whatever became of the record', async () => {
    const { record } = world(() => () => Promise.reject(new Error('damaged')));
    expect(await record(account, [refused])()).to.equal(true);
  });
});
