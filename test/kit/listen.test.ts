import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { listen } from '../../src/kit/listen.js';

describe('listening', () => {
  it('answers the port that is free', async () => {
    const server = createServer();
    const { port } = await listen(server, '127.0.0.1', 0);
    expect(port).to.be.greaterThan(0);
    server.close();
  });

  it('rejects where the port is taken', async () => {
    const first = createServer();
    const { port } = await listen(first, '127.0.0.1', 0);
    const fault = await listen(createServer(), '127.0.0.1', port).catch((error: unknown) => error);
    expect(fault).to.have.property('code', 'EADDRINUSE');
    first.close();
  });

  it('lets a thousand callers connect before one is accepted', async () => {
    const server = createServer((socket) => socket.destroy());
    const { port } = await listen(server, '127.0.0.1', 0);
    // This process accepts nothing until that one has ended, and that one ends once all are connected.
    execFileSync(process.execPath, ['--input-type=module', '-e', CONNECT, String(port)], { timeout: 60_000 });
    server.close();
  });
});

const CONNECT = `
  import { once } from 'node:events';
  import { connect } from 'node:net';
  const sockets = Array.from({ length: 1_000 }, () => connect(Number(process.argv[1]), '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  process.exit();
`;
