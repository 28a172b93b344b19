import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { tapOf } from '../../../src/kit/loop/socket-tap.js';
import { turns } from '../../support/turns.js';
import { until } from '../../support/until.js';

/** By then what a client on this machine has sent has arrived. */
const ARRIVED = 20;

describe('the tap of a socket', () => {
  let server: Server;
  let client: Socket;
  let socket: Socket;
  let came: string;

  beforeEach(async () => {
    came = '';
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    [socket] = (await once(server, 'connection')) as [Socket];
    socket.setEncoding('latin1').on('data', (text: string) => (came += text));
    client.write('a');
    await until('the first byte', () => came === 'a');
  });

  afterEach(async () => {
    client.destroy();
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = (text: string): Promise<void> => new Promise((resolve) => client.write(text, () => resolve()));

  it('stops and starts a stream that flows, without its knowledge', async () => {
    const tap = tapOf(socket);
    tap.stop();
    await send('b');
    await turns(ARRIVED);
    expect([came, socket.isPaused()]).to.deep.equal(['a', false]);
    tap.start();
    await until('the second byte', () => came === 'ab');
  });

  it('leaves a stream alone that wants nothing, so that it can be resumed', async () => {
    const tap = tapOf(socket);
    socket.pause();
    // More than a paused stream reads ahead: then it stops its handle itself.
    await send('b'.repeat(1_000_000));
    const handle = (socket as unknown as { readonly _handle: { readonly reading: boolean } })._handle;
    await until('the stream to be full', () => !handle.reading);
    tap.stop();
    tap.start();
    socket.resume();
    await until('all bytes', () => came.length === 1_000_001);
  });

  it('does nothing to a socket that is closed', async () => {
    const tap = tapOf(socket);
    socket.destroy();
    await once(socket, 'close');
    tap.handOver();
    tap.stop();
    tap.start();
  });
});
