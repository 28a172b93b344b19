import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { contract } from '../support/grpc-client.js';
import * as grpc from '@grpc/grpc-js';
import { openDoor, type TestDoor } from '../adapters/grpc/support/door.js';
import { startServer, stopServers, type TestServer } from '../adapters/rest/support/server.js';
import { hasNginx, type Nginx, startNginx } from './nginx.js';

const config = readFileSync(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8');

describe('the proxy of compose.yaml', () => {
  let servers: TestServer[];
  let doors: TestDoor[];
  let nginx: Nginx;
  before(async function () {
    if (!hasNginx()) return this.skip();
    servers = [await startServer(), await startServer()];
    doors = [await openDoor(), await openDoor()];
    const ports = servers.map(({ port }, index) => ({ rest: port, grpc: Number(doors[index]?.address.split(':')[1]) }));
    nginx = await startNginx(config, ports);
  });
  after(async () => {
    await nginx?.close();
    await stopServers();
    await Promise.all((doors ?? []).map((door) => door.close()));
  });

  /** The answer to a request, whose target goes as it stands. */
  const ask = async (target: string, method = 'GET'): Promise<{ status: number; text: string }> => {
    const socket = connectSocket(nginx.rest);
    let text = '';
    socket.on('error', () => undefined).on('data', (data) => (text += data.toString('latin1')));
    socket.write(Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 'latin1'));
    await new Promise((resolve) => socket.once('close', resolve));
    return { status: Number(text.split(' ')[1]), text };
  };

  it('hands on what is public, and what asks for a token', async () => {
    expect((await ask('/healthz')).status).to.equal(200);
    expect((await ask('/webhooks/whatsapp')).status).to.equal(401);
    expect((await ask('/messages')).status).to.equal(200);
    expect((await ask(`/media/${'a'.repeat(43)}/x.jpg`)).text).to.contain('"NOT_FOUND"');
  });

  for (const name of ['metrics', 'readyz'])
    it(`hands on no request for /${name}, however it is written`, async () => {
      const direct = await fetch(`${servers[0]?.url ?? ''}/${name}`);
      expect(direct.status).to.equal(200);
      for (const target of [
        `/${name}`,
        `/${name}?x=1`,
        `/${name}/`,
        `/${name}#x`,
        `/${name}\xa0`,
        `/${name}%20`,
        `/${name};x`,
        `//${name}`,
        `/./${name}`,
        `/x/../${name}`,
        `/x/%2e%2e/${name}`,
        `/%${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
        `/\\${name}`,
        `/x\\..\\${name}`,
        `http://localhost/${name}`,
        `HTTP://localhost:3000/${name}`,
        `http://localhost/${name}\xa0`,
        `http:///${name}`,
        `http://localhost?/${name}`,
      ])
        for (const method of ['GET', 'HEAD']) {
          const { status, text } = await ask(target, method);
          expect(status, `${method} ${target}`).to.be.within(400, 499);
          expect(text, target).to.not.match(/nodejs_|process_cpu|"ready"/);
        }
    });

  it('hands on calls of gRPC', async () => {
    const client = new (grpc.makeClientConstructor(contract.messageService, 'MessageService'))(
      `unix:${nginx.grpc}`,
      grpc.credentials.createInsecure(),
      // nginx asks for a name; a path of a socket is none.
      { 'grpc.default_authority': 'localhost' },
    );
    const code = await new Promise<grpc.status | undefined>((resolve) => {
      (
        client as unknown as { getMessage: (request: object, done: (error: grpc.ServiceError) => void) => void }
      ).getMessage({ chatMessageId: '1' }, (error) => resolve(error.code));
    });
    client.close();
    // What the node's stand-in says, not the proxy's UNAVAILABLE.
    expect(code).to.equal(grpc.status.INTERNAL);
  });
});
