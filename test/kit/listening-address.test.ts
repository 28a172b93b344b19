import { expect } from 'chai';
import { reachableUrl } from '../../src/kit/listening-address.js';

describe('the address of a listening server', () => {
  for (const [host, url] of [
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['example.com', 'http://example.com:3000'],
    ['::1', 'http://[::1]:3000'],
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
    ['', 'http://localhost:3000'],
  ] as const)
    it(`is ${url} where it listens at "${host}"`, () => {
      expect(reachableUrl(host, 3000)).to.equal(url);
    });
});
