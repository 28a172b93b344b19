import { expect } from 'chai';
import { makeValve } from '../../../../src/adapters/grpc/connection/valve.js';

describe('a valve', () => {
  const stage = () => {
    const done: string[] = [];
    return { done, valve: makeValve({ stop: () => done.push('stop'), start: () => done.push('start') }) };
  };

  it('starts a connection only when no reason is left', () => {
    const { done, valve } = stage();
    valve.stop('turn');
    valve.stop('door');
    valve.start('turn');
    expect(done).to.deep.equal(['stop', 'stop']);
    valve.start('door');
    valve.start('door');
    expect(done).to.deep.equal(['stop', 'stop', 'start']);
  });

  it('stops it again for the same reason, since HTTP/2 may have started it', () => {
    const { done, valve } = stage();
    valve.stop('turn');
    valve.stop('turn');
    expect(done).to.deep.equal(['stop', 'stop']);
  });
});
