import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { awaitOpening } from '../../../../src/adapters/grpc/connection/opening.js';
import { makeBudget } from '../../../../src/kit/budget.js';
import { reset } from '../../../faults/raw/frames.js';
import { until } from '../../../support/until.js';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const MANY = 1_000_000;
const WHAT = 'what the client sent';

describe('the opening of a connection', () => {
  let server: Server;
  let client: Socket;
  let socket: Socket;
  let pieces: Set<() => void>;
  let strike: () => void;
  let isClockStopped: boolean;
  let opened: string | null;
  let reads: number;
  let budget: ReturnType<typeof makeBudget>;

  beforeEach(async () => {
    pieces = new Set();
    isClockStopped = false;
    opened = null;
    reads = 0;
    budget = makeBudget(MANY);
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    [socket] = (await once(server, 'connection')) as [Socket];
    socket.on('error', () => undefined);
    awaitOpening(
      socket,
      {
        limits: { openingTime: 15_000, resetBurst: 200 },
        budget,
        turns: { isIdle: () => pieces.size === 0, add: (piece) => void pieces.add(piece) },
        timer: (_, run) => {
          strike = run;
          return () => (isClockStopped = true);
        },
      },
      () => (reads += 1),
      () => (opened = String(socket.read())),
    );
  });

  afterEach(async () => {
    client.destroy();
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const runPieces = (): void => [...pieces].forEach((piece) => piece());

  it('waits for the whole preface, and leaves what was read to the session', async () => {
    client.write(PREFACE.slice(0, 23));
    await until(WHAT, () => budget.used() === 23);
    expect(pieces.size).to.equal(0);
    client.write(`${PREFACE.slice(23)}and more`);
    await until(WHAT, () => pieces.size === 1);
    runPieces();
    expect(opened).to.equal(`${PREFACE}and more`);
    expect([budget.used(), isClockStopped, reads >= 2]).to.deep.equal([0, true, true]);
  });

  it('leaves the session what comes before its turn too', async () => {
    client.write(PREFACE);
    await until(WHAT, () => pieces.size === 1);
    client.write('and more');
    await until(WHAT, () => budget.used() === PREFACE.length + 8);
    runPieces();
    expect(opened).to.equal(`${PREFACE}and more`);
  });

  it('closes a client that stays silent', async () => {
    strike();
    await once(client, 'close');
    expect(budget.used()).to.equal(0);
  });

  it('drops what a client had sent that left before its turn', async () => {
    client.write(PREFACE);
    await until(WHAT, () => pieces.size === 1);
    client.destroy();
    await until(WHAT, () => socket.destroyed);
    runPieces();
    expect([opened, budget.used(), isClockStopped]).to.deep.equal([null, 0, true]);
  });

  it('reads no more than a little while it waits', async () => {
    client.write(PREFACE + 'x'.repeat(MANY));
    await until(WHAT, () => pieces.size === 1 && socket.isPaused());
    const held = budget.used();
    expect(held).to.be.within(64 * 1024, 128 * 1024);
    runPieces();
    expect(opened).to.have.length.within(held, 192 * 1024);
  });

  it('makes no session for a client that has reset more calls than it may', async () => {
    client.write(
      Buffer.concat([Buffer.from(PREFACE), ...Array.from({ length: 201 }, (_, index) => reset(2 * index + 1))]),
    );
    await until(WHAT, () => pieces.size === 1 && budget.used() === PREFACE.length + 201 * 13);
    runPieces();
    await once(client, 'close');
    expect(opened).to.equal(null);
  });

  it('makes one for a client that has reset as many as it may', async () => {
    client.write(
      Buffer.concat([Buffer.from(PREFACE), ...Array.from({ length: 200 }, (_, index) => reset(2 * index + 1))]),
    );
    await until(WHAT, () => pieces.size === 1 && budget.used() === PREFACE.length + 200 * 13);
    runPieces();
    expect(opened).to.have.length(PREFACE.length + 200 * 13);
  });

  it('is cut off where the budget is full', async () => {
    client.write('PRI');
    await until(WHAT, () => budget.used() === 3);
    budget.open(() => undefined).hold(MANY);
    await once(client, 'close');
    expect(budget.used()).to.equal(MANY);
  });
});
