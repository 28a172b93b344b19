import { expect } from 'chai';
import fc from 'fast-check';
import { isOwnHost, readHost } from '../../../src/kit/browser/host-header.js';
import { textOf } from '../../../src/kit/url-host.js';

const own = (text: string, names: readonly string[] = []): boolean | null => {
  const sentTo = readHost(text);
  return sentTo === null ? null : isOwnHost(sentTo.host, names);
};

describe('a Host header', () => {
  for (const text of [
    '127.0.0.1',
    '127.0.0.1:3001',
    '127.0.0.1:',
    '192.168.1.5:80',
    '0.0.0.0:3001',
    '[::1]',
    '[::1]:3001',
    '[2001:db8::1]:3001',
    '[::ffff:127.0.0.1]',
    '[fe80::1%25eth0]:3001',
    'localhost',
    'localhost:9999',
    'localhost.:3001',
    'LOCALHOST:3001',
    'sandbox.localhost:3001',
  ])
    it(`may name this server: ${text}`, () => expect(own(text)).to.equal(true));

  for (const text of [
    'evil.test',
    'evil.test:3001',
    'localhost.evil.com',
    'localhost.evil.com.:3001',
    'evillocalhost',
    'localhost..',
    'localhost,evil.test',
    'localhost.localdomain',
    '127.0.0.1.nip.io',
    '127.0.0.1.',
    'graph.facebook.com',
    'sandbox:3001',
    'xn--lcalhost-n4a',
    '%6cocalhost',
    // A browser has made addresses of these. Elsewhere they are names, which a resolver may lead anywhere.
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
  ])
    it(`names another server: ${text}`, () => expect(own(text)).to.equal(false));

  for (const text of [
    '',
    ' ',
    ':3001',
    '::1',
    '::1:3001',
    '[::1',
    '[::1]x',
    '[127.0.0.1]',
    '[localhost]',
    '[v1.x]',
    '[]',
    'a@localhost',
    'localhost:3001:3002',
    'localhost:65536',
    'localhost:x',
    'localhost/',
    'http://localhost',
    'lo calhost',
    'lócalhost',
    '"><script>',
  ])
    it(`is not valid: ${JSON.stringify(text)}`, () => expect(own(text)).to.equal(null));

  it('may name this server by its own names, in any case, with the root at their end', () => {
    for (const text of ['postcard.example.com', 'Postcard.Example.COM:8443', 'postcard.example.com.'])
      expect(own(text, ['postcard.example.com']), text).to.equal(true);
    for (const text of ['example.com', 'x.postcard.example.com', 'postcard.example.com.evil.test'])
      expect(own(text, ['postcard.example.com']), text).to.equal(false);
  });

  it('is read as a browser writes it', () => {
    fc.assert(
      fc.property(fc.webUrl(), (text) => {
        const { host, hostname, port } = new URL(text);
        const sentTo = readHost(host);
        expect(sentTo === null ? null : textOf(sentTo.host)).to.equal(hostname);
        expect(sentTo?.port).to.equal(port === '' ? null : Number(port));
      }),
    );
  });

  it('is never this server where a browser would resolve the name elsewhere', () => {
    fc.assert(
      fc.property(fc.domain(), (name) => {
        expect(own(name)).to.equal(false);
        expect(own(`localhost.${name}`)).to.equal(false);
        expect(own(`127.0.0.1.${name}`)).to.equal(false);
      }),
    );
  });

  it('of any text is read without an exception, within the time of one pass', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void own(text)));
    for (const text of ['a'.repeat(16_000), '['.repeat(16_000), `[${':'.repeat(16_000)}`, `a${':1'.repeat(8_000)}`])
      own(text);
  });
});
