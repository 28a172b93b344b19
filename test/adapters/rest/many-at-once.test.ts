import { expect } from 'chai';
import { type LoopShares, makeLoopShares } from '../../../src/kit/loop/loop-shares.js';
import { until } from '../../support/until.js';
import { FORM_TYPE } from './support/form.js';
import { connectRaw, dropConnections, postHead, type RawConnection } from './support/raw.js';
import { startServer, stopServers } from './support/server.js';

/** How many callers are late at the same moment. */
const MANY = 5;

/** The turns of a loop that come when the test says so. */
const turnsByHand = () => {
  const pieces = new Set<() => void>();
  const shares = makeLoopShares();
  const loop: LoopShares = {
    ...shares,
    turns: {
      isIdle: () => pieces.size === 0,
      add: (piece) => void pieces.add(piece),
    },
  };
  return {
    loop,
    waiting: () => pieces.size,
    takeOne: (): void => {
      const [piece] = pieces;
      if (piece === undefined) throw new RangeError('nothing waits');
      pieces.delete(piece);
      piece();
    },
  };
};

const connectMany = async (port: number, send: (connection: RawConnection) => void) => {
  const connections = await Promise.all(Array.from({ length: MANY }, () => connectRaw(port)));
  connections.forEach(send);
  return connections;
};

describe('callers whose time is over in the same moment', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  const answered = (connections: readonly RawConnection[]): number =>
    connections.filter(({ received }) => received().startsWith('HTTP/1.1 408')).length;

  it('are answered in turns where their heads are late', async () => {
    const { loop, waiting, takeOne } = turnsByHand();
    const { port } = await startServer({ loop, limits: { watchInterval: 20, headersTime: 100 } });
    const connections = await connectMany(port, ({ write }) => write('GET /healthz HTTP/1.1\r\nHost:'));
    await until('all are late', () => waiting() === MANY);
    expect(answered(connections)).to.equal(0);
    takeOne();
    await until('one is answered', () => answered(connections) === 1);
    for (let left = waiting(); left > 0; left -= 1) takeOne();
    await until('all are answered', () => answered(connections) === MANY);
  });

  it('are answered in turns where their bodies are late', async () => {
    const { loop, waiting, takeOne } = turnsByHand();
    const limits = { watchInterval: 20, bodyTime: 100, lingerTime: 50 };
    const { port } = await startServer({ loop, limits });
    const head = postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': 5_000 });
    const connections = await connectMany(port, ({ write }) => write(head));
    await until('all are late', () => waiting() === MANY);
    expect(answered(connections)).to.equal(0);
    takeOne();
    await until('one is answered', () => answered(connections) === 1);
    for (let left = waiting(); left > 0; left -= 1) takeOne();
    await until('all are answered', () => answered(connections) === MANY);
  });
});
