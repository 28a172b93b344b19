import { expect } from 'chai';
import { pino } from 'pino';
import { logRefusedWebhooks } from '../../src/app/logging/log-refused-webhooks.js';
import { type AccountId } from '../../src/domain/model/account/account.js';

interface Line {
  readonly account_id: number | null;
  readonly reason: string;
  readonly refusals: number;
}

const MINUTE = 60_000;
const account = (id: number): AccountId => id as AccountId;

describe('the log of refused webhooks', () => {
  const stage = () => {
    const lines: Line[] = [];
    let now = 0;
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
    const refuse = logRefusedWebhooks(log, () => now);
    const written = () => lines.map(({ account_id, reason, refusals }) => [account_id, reason, refusals]);
    return { refuse, written, pass: (milliseconds: number) => void (now += milliseconds) };
  };

  it('has a line a minute for an account and a reason, which counts those before it', () => {
    const { refuse, written, pass } = stage();
    for (let time = 0; time < 1_000; time += 1) refuse({ account: account(1), reason: 'wrong_signature' });
    refuse({ account: account(2), reason: 'wrong_signature' });
    refuse({ account: account(1), reason: 'no_app_secret' });
    refuse({ account: null, reason: 'unknown_account' });
    pass(MINUTE - 1);
    refuse({ account: account(1), reason: 'wrong_signature' });
    expect(written()).to.deep.equal([
      [1, 'wrong_signature', 1],
      [2, 'wrong_signature', 1],
      [1, 'no_app_secret', 1],
      [null, 'unknown_account', 1],
    ]);
    pass(1);
    refuse({ account: account(1), reason: 'wrong_signature' });
    expect(written().slice(4)).to.deep.equal([[1, 'wrong_signature', 1_001]]);
  });

  it('has a bounded number of lines a minute, whoever is named', () => {
    const { refuse, written, pass } = stage();
    const nameAll = () => {
      for (let id = 1; id <= 10_000; id += 1) refuse({ account: account(id), reason: 'wrong_signature' });
    };
    nameAll();
    expect(written()).to.have.length(101);
    expect(written().at(-1)).to.deep.equal([null, 'wrong_signature', 1]);
    pass(MINUTE);
    nameAll();
    expect(written().length).to.be.at.most(203);
  });
});
