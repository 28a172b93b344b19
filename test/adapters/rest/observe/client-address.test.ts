import { expect } from 'chai';
import { type IncomingMessage } from 'node:http';
import { makeClientAddress } from '../../../../src/adapters/rest/observe/client-address.js';

/** A request as far as its address goes. */
const from = (remoteAddress: string | undefined, forwarded?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('the address of a caller', () => {
  const addressOf = makeClientAddress(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);

  const cases: readonly (readonly [what: string, request: IncomingMessage, address: string])[] = [
    ['the peer where nothing was forwarded', from('10.0.0.1'), '10.0.0.1'],
    ['the peer where the proxy is not trusted', from('203.0.113.9', '198.51.100.7'), '203.0.113.9'],
    ['what a trusted proxy wrote', from('10.0.0.1', '198.51.100.7'), '198.51.100.7'],
    ['what a trusted address wrote', from('192.0.2.7', '198.51.100.7'), '198.51.100.7'],
    ['what a trusted proxy wrote over IPv6', from('2001:db8::1', '2001:db9::7'), '2001:db9::7'],
    ['what a trusted proxy wrote from a mapped address', from('::ffff:10.0.0.1', '198.51.100.7'), '198.51.100.7'],
    ['the last that was not trusted', from('10.0.0.1', '192.0.2.1, 198.51.100.7, 10.9.9.9'), '198.51.100.7'],
    ['the first where all are trusted', from('10.0.0.1', '10.0.0.3, 10.0.0.2'), '10.0.0.3'],
    ['the proxy where what it wrote is no address', from('10.0.0.1', 'unknown'), '10.0.0.1'],
    ['the proxy before what is no address', from('10.0.0.1', '198.51.100.7, <script>, 10.0.0.2'), '10.0.0.2'],
    ['the proxy where it wrote nothing', from('10.0.0.1', ''), '10.0.0.1'],
    ['unknown where the peer has left', from(undefined, '198.51.100.7'), 'unknown'],
  ];
  for (const [what, request, address] of cases)
    it(`is ${what}`, () => {
      expect(addressOf(request)).to.equal(address);
    });

  it('is the peer where no proxy is trusted', () => {
    expect(makeClientAddress([])(from('10.0.0.1', '198.51.100.7'))).to.equal('10.0.0.1');
  });

  it('is read from a bounded number of addresses, however many are trusted', () => {
    const forwarded = Array.from({ length: 1_700 }, (_, index) => `10.0.${Math.floor(index / 250)}.${index % 250}`);
    expect(addressOf(from('10.9.9.9', forwarded.join(', ')))).to.equal(forwarded.at(-20));
  });
});
