import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type LoopShares, makeLoopShares } from '../../../src/kit/loop/loop-shares.js';
import { manualTimer } from '../../kit/time/manual-timer.js';
import { settled } from '../../support/at-rest.js';
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

  const expectTurns = async (
    connections: readonly RawConnection[],
    { waiting, takeOne }: ReturnType<typeof turnsByHand>,
  ): Promise<void> => {
    await until('all are late', () => waiting() === MANY);
    expect(answered(connections)).to.equal(0);
    takeOne();
    await until('one is answered', () => answered(connections) === 1);
    for (let left = waiting(); left > 0; left -= 1) takeOne();
    await until('all are answered', () => answered(connections) === MANY);
  };

  it('are answered in turns where their heads are late', async () => {
    const hand = turnsByHand();
    const { port } = await startServer({ loop: hand.loop, limits: { watchInterval: 20, headersTime: 100 } });
    const connections = await connectMany(port, ({ write }) => write('GET /healthz HTTP/1.1\r\nHost:'));
    await expectTurns(connections, hand);
  });

  it('are answered once, and nothing is begun, where the rest comes before their turn or behind the answer', async () => {
    for (const isEarly of [true, false]) {
      const { loop, waiting, takeOne } = turnsByHand();
      const { port, seen } = await startServer({ loop, limits: { watchInterval: 20, headersTime: 100 } });
      const connection = await connectRaw(port);
      const head = postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': 0 });
      connection.write(head.slice(0, -2));
      await until('it is late', () => waiting() === 1);
      if (isEarly) connection.write(head.slice(-2));
      await settled();
      takeOne();
      await connection.until((received) => received.includes('\r\n\r\n'));
      if (!isEarly) connection.write(head.slice(-2));
      await settled();
      expect(connection.received().match(/HTTP\/1.1 /g)).to.have.length(1);
      expect(answered([connection])).to.equal(1);
      expect(seen).to.deep.equal([]);
    }
  });

  it('are answered in turns where their bodies are late', async () => {
    const hand = turnsByHand();
    const limits = { watchInterval: 20, bodyTime: 100, lingerTime: 50 };
    const { port } = await startServer({ loop: hand.loop, limits });
    const head = postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': 5_000 });
    const connections = await connectMany(port, ({ write }) => write(head));
    await expectTurns(connections, hand);
  });

  it('keep their answer where they read again before their turn', async () => {
    const time = manualTimer();
    const { loop, waiting, takeOne } = turnsByHand();
    /** A page of messages that no system takes at once. */
    const messages = 'x'.repeat(30_000_000);
    const listMessages = () =>
      Promise.resolve({ rateLimit: O.none, result: E.right({ messages: [], nextCursor: messages as never }) });
    const { port } = await startServer({ loop, time, listMessages, limits: { idleWriteTime: 30_000 } });
    const connection = await connectRaw(port);
    connection.socket.pause();
    connection.write('GET /messages HTTP/1.1\r\nHost: x\r\n\r\n');
    while (waiting() === 0) {
      await settled();
      time.pass(1_000);
    }
    connection.socket.resume();
    await connection.until((received) => received.length > messages.length);
    await settled();
    takeOne();
    connection.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await connection.until((received) => received.endsWith('{"status":"ok"}'));
  });
});
