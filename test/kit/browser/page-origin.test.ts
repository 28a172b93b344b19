import { expect } from 'chai';
import { readHost } from '../../../src/kit/browser/host-header.js';
import { type AskedBy, isForeignPage, isNavigation } from '../../../src/kit/browser/page-origin.js';

const silent: AskedBy = { origin: null, site: null, mode: null, dest: null };
const foreign = (said: Partial<AskedBy>, host = 'localhost:3001'): boolean =>
  isForeignPage({ ...silent, ...said }, readHost(host));

describe('the page that makes a request', () => {
  it('is not foreign where nothing is said: the client is no browser', () => {
    expect(foreign({})).to.equal(false);
    expect(foreign({ mode: 'cors' })).to.equal(false);
    expect(isForeignPage(silent, null)).to.equal(false);
  });

  for (const [origin, host] of [
    ['http://localhost:3001', 'localhost:3001'],
    ['http://localhost:3001', 'LOCALHOST.:3001'],
    ['http://127.0.0.1:3001', '127.0.0.1:3001'],
    ['http://[::1]:3001', '[::1]:3001'],
    ['http://localhost', 'localhost'],
    ['http://localhost', 'localhost:80'],
    ['https://postcard.example.com', 'postcard.example.com'],
    ['https://postcard.example.com', 'postcard.example.com:443'],
    ['https://postcard.example.com:8443', 'postcard.example.com:8443'],
  ] as const)
    it(`is of the same origin: ${origin} at ${host}`, () => {
      expect(foreign({ origin }, host)).to.equal(false);
      expect(foreign({ origin, site: 'same-origin' }, host)).to.equal(false);
    });

  for (const [origin, host] of [
    ['http://localhost:9999', 'localhost:3001'],
    ['http://localhost', 'localhost:3001'],
    ['https://localhost', 'localhost:80'],
    ['http://127.0.0.1:3001', 'localhost:3001'],
    ['http://localhost:3001', '127.0.0.1:3001'],
    ['http://evil.test:3001', '127.0.0.1:3001'],
    ['http://a.localhost:3001', 'localhost:3001'],
    ['null', 'localhost:3001'],
    ['', 'localhost:3001'],
    ['file://', 'localhost:3001'],
    ['chrome-extension://localhost:3001', 'localhost:3001'],
    ['http://localhost:3001, http://evil.test', 'localhost:3001'],
    ['http://localhost:3001@evil.test', 'localhost:3001'],
  ] as const)
    it(`is foreign: ${origin} at ${host}`, () => {
      expect(foreign({ origin }, host)).to.equal(true);
      expect(foreign({ origin, site: 'same-origin' }, host)).to.equal(true);
    });

  it('is foreign where it has an origin and the request names no server', () =>
    expect(isForeignPage({ ...silent, origin: 'http://localhost' }, null)).to.equal(true));

  it('is foreign by Sec-Fetch-Site, whatever the origin', () => {
    for (const site of ['same-site', 'cross-site', '', 'Same-Origin', 'same-origin, cross-site', 'new-word']) {
      expect(foreign({ site }), site).to.equal(true);
      expect(foreign({ site, origin: 'http://localhost:3001' }), site).to.equal(true);
    }
    for (const site of ['same-origin', 'none']) expect(foreign({ site }), site).to.equal(false);
  });

  it('navigates where the answer becomes a document of its own', () => {
    expect(isNavigation({ ...silent, mode: 'navigate', dest: 'document' })).to.equal(true);
    for (const dest of ['iframe', 'frame', 'object', 'embed', 'empty', null])
      expect(isNavigation({ ...silent, mode: 'navigate', dest }), String(dest)).to.equal(false);
    for (const mode of ['cors', 'no-cors', 'same-origin', 'websocket', null])
      expect(isNavigation({ ...silent, mode, dest: 'document' }), String(mode)).to.equal(false);
  });
});
