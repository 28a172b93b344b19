import { expect } from 'chai';
import { pino } from 'pino';
import { logDamaged } from '../../src/app/logging/log-damaged.js';

describe('the log of damaged records', () => {
  it('has each record once, by its name and with its cause', () => {
    const lines: { err: { message: string } }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
    const onDamaged = logDamaged(log);
    const damaged = (what: string) => ({ what, cause: new Error(`${what} does not decode`) });
    for (const what of ['message 1/2', 'message 1/3', 'message 1/2']) onDamaged(damaged(what));
    expect(lines.map(({ err }) => err.message)).to.deep.equal([
      'message 1/2 does not decode',
      'message 1/3 does not decode',
    ]);
  });

  it('remembers no more than so many', () => {
    let lines = 0;
    const onDamaged = logDamaged(pino({}, { write: () => void (lines += 1) }));
    const tell = (count: number) => {
      for (let index = 0; index < count; index += 1) onDamaged({ what: String(index), cause: new Error('x') });
    };
    tell(1_001);
    tell(1);
    expect(lines).to.equal(1_002);
  });
});
