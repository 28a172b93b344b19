import { type ServerHttp2Session } from 'node:http2';
import { expect } from 'chai';
import { makeResetLimit } from '../../../../src/adapters/grpc/connection/reset-limit.js';

const stage = () => {
  let moment = 0;
  const next: (() => void)[] = [];
  const limit = makeResetLimit(
    { resetBurst: 3, resetsPerSecond: 2, streamsPerConnection: 5 },
    () => moment,
    (run) => void next.push(run),
  );
  let codes: unknown[] = [];
  const session = {
    destroyed: false,
    destroy: (_: undefined, code: number) => {
      codes = [...codes, code];
      session.destroyed = true;
    },
  };
  const connection = session as unknown as ServerHttp2Session;
  return {
    begin: (count: number) => Array.from({ length: count }, () => limit.begun(connection)),
    reset: (count: number) => Array.from({ length: count }, () => limit.reset(connection)),
    codes: () => codes,
    pass: (milliseconds: number) => (moment += milliseconds),
    nextTurn: () => next.splice(0).forEach((run) => run()),
  };
};

const ENHANCE_YOUR_CALM = 11;

describe('the limit of resets', () => {
  it('closes a connection after a burst of them', () => {
    const { reset, codes } = stage();
    reset(3);
    expect(codes()).to.deep.equal([]);
    reset(2);
    expect(codes()).to.deep.equal([ENHANCE_YOUR_CALM]);
  });

  it('allows so many a second for ever', () => {
    const { reset, codes, pass } = stage();
    reset(3);
    for (let second = 0; second < 20; second += 1) {
      pass(1_000);
      reset(2);
    }
    expect(codes()).to.deep.equal([]);
    reset(1);
    expect(codes()).to.deep.equal([ENHANCE_YOUR_CALM]);
  });

  it('closes a connection at once on which more streams begin in one turn than may be open and reset', () => {
    const { begin, codes } = stage();
    begin(8);
    expect(codes()).to.deep.equal([]);
    begin(1);
    expect(codes()).to.deep.equal([ENHANCE_YOUR_CALM]);
  });

  it('does not count the streams of earlier turns', () => {
    const { begin, codes, nextTurn } = stage();
    for (let turn = 0; turn < 20; turn += 1) {
      begin(8);
      nextTurn();
    }
    expect(codes()).to.deep.equal([]);
  });
});
