import { expect } from 'chai';
import { askSystem, nameServers, type Resolve, resolveWithin } from '../../../src/kit/outgoing-guard/resolve.js';
import { startNameServer } from './name-server.js';

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `answered ${JSON.stringify(value)}`,
    (error: unknown) => (error instanceof Error ? error.message : 'not an Error'),
  );

const listening = (): AbortSignal => new AbortController().signal;

describe('Resolving a name', () => {
  it('asks the name servers for both families, and puts both early', async () => {
    const server = await startNameServer(['8.8.8.8', '2a00::1', '8.8.4.4', '2a00::2', '2a00::3']);
    const addresses = await nameServers([server.address])('example.com', listening());
    expect([...addresses].sort()).to.deep.equal(['2a00::1', '2a00::2', '2a00::3', '8.8.4.4', '8.8.8.8']);
    expect(addresses.slice(0, 2).map((address) => address.includes(':'))).to.deep.equal([false, true]);
    await server.stop();
  });

  it('is content with one family', async () => {
    const server = await startNameServer(['2a00::1']);
    expect(await nameServers([server.address])('example.com', listening())).to.deep.equal(['2a00::1']);
    await server.stop();
  });

  it('rejects where the name does not exist', async () => {
    const server = await startNameServer([]);
    expect(await messageOf(nameServers([server.address])('example.com', listening()))).to.contain('ENOTFOUND');
    await server.stop();
  });

  it('ends the question when it is aborted', async () => {
    const server = await startNameServer(null);
    const abort = new AbortController();
    const asked = messageOf(nameServers([server.address])('example.com', abort.signal));
    abort.abort();
    expect(await asked).to.contain('ECANCELLED');
    await server.stop();
  });

  it('asks the system for names of its own', async () => {
    expect(await askSystem('localhost', listening())).to.include.members(['127.0.0.1']);
  });

  it('gives up after its time, on a resolver that honours its signal and on one that does not', async () => {
    const server = await startNameServer(null);
    const deaf: Resolve = () => new Promise(() => undefined);
    for (const resolve of [nameServers([server.address]), deaf]) {
      expect(await messageOf(resolveWithin(resolve, 'example.com', 20))).to.equal('no answer within 20 ms');
    }
    await server.stop();
  });

  it('gives up when it is aborted, also beforehand', async () => {
    const deaf: Resolve = () => new Promise(() => undefined);
    const abort = new AbortController();
    const asked = messageOf(resolveWithin(deaf, 'example.com', 60_000, abort.signal));
    abort.abort();
    expect(await asked).to.equal('aborted');
    expect(await messageOf(resolveWithin(deaf, 'example.com', 60_000, AbortSignal.abort()))).to.equal('aborted');
  });
});
