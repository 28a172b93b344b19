import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { makeTurns } from '../../../../../src/kit/loop/turns.js';
import { type PacedReading, paceReading } from '../../../../../src/adapters/rest/connection/pace/paced-reading.js';

const linesIn = (bytes: Buffer): number => bytes.filter((byte) => byte === 10).length;

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';
const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

describe('a paced connection', () => {
  let server: Server;
  let most = 0;
  const bodies: string[] = [];
  beforeEach(async () => {
    const turns = makeTurns(() => performance.now());
    const readings = new WeakMap<Socket, PacedReading>();
    most = 0;
    bodies.length = 0;
    server = createServer((request, response) => {
      readings.get(request.socket)?.began(request, response);
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        bodies.push(Buffer.concat(pieces).toString('latin1'));
        response.end('ok');
      });
    });
    server.on('connection', (socket: Socket) => {
      const parse = socket.push.bind(socket);
      socket.push = (chunk: Buffer | null) => {
        if (chunk !== null) most = Math.max(most, linesIn(chunk));
        return parse(chunk);
      };
      readings.set(
        socket,
        paceReading(socket, turns, () => undefined),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => server.close());

  /** Writes all of this and waits until the connection has ended. */
  const bring = async (...writes: string[]): Promise<void> => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(client, 'connect');
    for (const bytes of writes) {
      client.write(bytes, 'latin1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await once(client.resume(), 'close');
  };

  const flood = `${HEAD}${CHUNKED}${'1\r\nz\r\n'.repeat(9_000)}0\r\n\r\n`;

  it('is parsed in small slices, whatever a body before it ends in', async () => {
    for (const end of ['aaaa', '\r\n\r\n']) {
      const begun = `${HEAD}${CHUNKED}1\r\nx\r\n0\r\n\r\n${HEAD}Content-Length: 60000\r\n\r\n${'x'.repeat(59_992)}${end}`;
      await bring(begun, `yyyy${flood}`, LAST);
      expect(bodies.map(({ length }) => length)).to.deep.equal([1, 60_000, 9_000, 0]);
      expect(most).to.be.at.most(64 + 65_536 / 128);
      bodies.length = 0;
    }
  });

  it('is parsed in small slices, wherever a head was cut', async () => {
    for (const cut of [1, 2, 3]) {
      const head = `${HEAD}Content-Length: 4\r\n\r\n`;
      await bring(head.slice(0, -cut), `${head.slice(-cut)}yyyy${flood}`, LAST);
      expect(bodies.map(({ length }) => length)).to.deep.equal([4, 9_000, 0]);
      expect(most).to.be.at.most(64 + 65_536 / 128);
      bodies.length = 0;
    }
  });

  it('has the lines of a text in chunks parsed as they come', async () => {
    const text = 'line\n'.repeat(2_000);
    const chunk = `${text.length.toString(16)}\r\n${text}\r\n`;
    await bring(`${HEAD}${CHUNKED}${chunk.repeat(5)}0\r\n\r\n`, LAST);
    expect(bodies).to.deep.equal([text.repeat(5), '']);
    expect(most).to.be.at.least(2_000);
  });
});
