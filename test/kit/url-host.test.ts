import { expect } from 'chai';
import { hostOf, portOf } from '../../src/kit/url-host.js';

describe('the host and port of a URL', () => {
  for (const [text, host, port] of [
    ['http://Example.COM/', { _tag: 'Name', name: 'example.com' }, 80],
    ['https://example.com./', { _tag: 'Name', name: 'example.com' }, 443],
    ['https://example.com:8443/', { _tag: 'Name', name: 'example.com' }, 8443],
    ['http://[2001:DB8::1]:8080/', { _tag: 'Address', address: '2001:db8::1' }, 8080],
    ['http://0x7f.1/', { _tag: 'Address', address: '127.0.0.1' }, 80],
    ['http://bücher.example/', { _tag: 'Name', name: 'xn--bcher-kva.example' }, 80],
  ] as const)
    it(`are read from ${text}`, () => {
      const url = new URL(text);
      expect(hostOf(url)).to.deep.equal(host);
      expect(portOf(url)).to.equal(port);
    });
});
