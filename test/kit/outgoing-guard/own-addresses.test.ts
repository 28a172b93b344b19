import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { ownAddresses } from '../../../src/kit/outgoing-guard/own-addresses.js';

describe('Own addresses', () => {
  it('are where a listener is bound, at its port alone', () => {
    const isOwn = ownAddresses(() => [{ address: '127.0.0.1', port: 3000 }]);
    expect(isOwn('127.0.0.1', 3000)).to.equal(true);
    expect(isOwn('127.0.0.1', 3001)).to.equal(false);
    expect(isOwn('127.0.0.2', 3000)).to.equal(false);
  });

  it('are the addresses of every interface where a listener is bound to a wildcard', () => {
    const all = Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address));
    for (const address of ['0.0.0.0', '::', '0:0:0:0:0:0:0:0']) {
      const isOwn = ownAddresses(() => [{ address, port: 3000 }]);
      for (const own of all) expect(isOwn(own, 3000), own).to.equal(true);
      expect(isOwn('8.8.8.8', 3000)).to.equal(false);
    }
  });

  it('are those of every interface too where a listener has a name', () => {
    const isOwn = ownAddresses(() => [{ address: 'localhost', port: 3000 }]);
    expect(isOwn('127.0.0.1', 3000)).to.equal(true);
    expect(isOwn('127.0.0.1', 3001)).to.equal(false);
    expect(isOwn('8.8.8.8', 3000)).to.equal(false);
  });

  it('are the same however they are written', () => {
    const isOwn = ownAddresses(() => [
      { address: '2a00:0:0::1', port: 1 },
      { address: '::ffff:8.8.8.8', port: 2 },
    ]);
    expect(isOwn('2a00::1', 1)).to.equal(true);
    expect(isOwn('8.8.8.8', 2)).to.equal(true);
    expect(isOwn('::ffff:808:808', 2)).to.equal(true);
  });

  it('follow the listeners as they come and go', () => {
    const listeners: { address: string; port: number }[] = [];
    const isOwn = ownAddresses(() => listeners);
    expect(isOwn('127.0.0.1', 3000)).to.equal(false);
    listeners.push({ address: '127.0.0.1', port: 3000 });
    expect(isOwn('127.0.0.1', 3000)).to.equal(true);
  });
});
