import { EventEmitter } from 'node:events';
import { type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { type Connection } from '../../../../src/adapters/grpc/connection/connection.js';
import { grpcLimits } from '../../../../src/adapters/grpc/contract/grpc-limits.js';
import { holdCall } from '../../../../src/adapters/grpc/transport/call-holding.js';
import { followStreams } from '../../../../src/adapters/grpc/transport/streams.js';
import { makeBudget } from '../../../../src/kit/budget.js';
import { turns } from '../../../support/turns.js';

const stage = () => {
  const http2 = new EventEmitter();
  const handled: unknown[] = [];
  http2.on('stream', (stream) => handled.push(stream));
  const waiting: (() => void)[] = [];
  const connection = {
    begun: () => undefined,
    inTurn: (run: () => void) => void waiting.push(run),
    look: () => undefined,
  } as unknown as Connection;
  const streams = followStreams(
    [http2 as unknown as Http2Server],
    { ...grpcLimits, resetBurst: 3 },
    () => connection,
    () => true,
  );
  const session = Object.assign(new EventEmitter(), {
    destroyed: false,
    setLocalWindowSize: () => undefined,
    destroy: () => (session.destroyed = true),
  });
  http2.emit('session', session);
  const begin = (of: typeof session | undefined) => {
    const stream = Object.assign(new PassThrough(), { session: of, rstCode: 0, close: (_: number) => undefined });
    stream.close = (code) => {
      stream.rstCode = code;
      stream.destroy();
    };
    http2.emit('stream', stream, {}, 0, []);
    return stream as typeof stream & ServerHttp2Stream;
  };
  return { begin, session, streams, handled, runWaiting: () => waiting.splice(0).forEach((run) => run()) };
};

describe('the streams of a door', () => {
  it('reach the library in their turn', async () => {
    const { begin, session, handled, runWaiting, streams } = stage();
    const stream = begin(session);
    expect(handled).to.deep.equal([]);
    runWaiting();
    expect(handled).to.deep.equal([stream]);
    const idle = streams.idle(60_000);
    stream.destroy();
    expect(await idle).to.equal(true);
  });

  it('are ended quietly where their session was destroyed in the same read', () => {
    const { begin, handled, runWaiting } = stage();
    const stream = begin(undefined);
    runWaiting();
    expect([stream.destroyed, handled.length]).to.deep.equal([true, 0]);
    stream.emit('error', new Error('late'));
  });

  it('do not reach the library where they were reset before their turn', async () => {
    const { begin, session, handled, runWaiting, streams } = stage();
    begin(session).close(8);
    await turns(2);
    runWaiting();
    expect(handled).to.deep.equal([]);
    expect(await streams.idle(0)).to.equal(true);
  });

  it('close their connection where callers reset too many', async () => {
    const { begin, session } = stage();
    for (let n = 0; n < 4; n += 1) begin(session).close(8);
    await turns(2);
    expect(session.destroyed).to.equal(true);
  });

  it('do not close it where it was us who cut them off', async () => {
    const { begin, session } = stage();
    const full = makeBudget(1);
    for (let n = 0; n < 9; n += 1)
      holdCall(
        begin(session),
        full,
        grpcLimits,
        () => () => undefined,
        () => undefined,
      );
    await turns(2);
    expect(session.destroyed).to.equal(false);
  });
});
