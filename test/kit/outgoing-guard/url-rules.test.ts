import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { parseAllowedHosts } from '../../../src/kit/outgoing-guard/allowed-hosts.js';
import { makeOutgoingGuard, type OutgoingGuardOptions } from '../../../src/kit/outgoing-guard/outgoing-guard.js';

const verdict = (url: string, options: OutgoingGuardOptions = {}): string => {
  const judged = makeOutgoingGuard(options).judgeUrl(url);
  return E.isLeft(judged) ? judged.left._tag : 'taken';
};

const allowing = (text: string): OutgoingGuardOptions => {
  const allowedHosts = parseAllowedHosts(text);
  if (E.isLeft(allowedHosts)) throw new Error(allowedHosts.left.join());
  return { allowedHosts: allowedHosts.right };
};

/** Ways to write loopback, private and other refused addresses that some program or other understands. */
const refusedSpellings = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.0.0.1.',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7F000001',
  '0x7f.0x0.0x0.0x1',
  '0x7f.1',
  '0x7f.0.1',
  '017700000001',
  '0177.0.0.1',
  '0177.0.0.01',
  '0177.1',
  '00000177.0.0.1',
  '127.0x0.00.1',
  '%31%32%37.0.0.1',
  '127%2e0%2e0%2e1',
  '１２７.０.０.１',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127．0．0．1',
  '127｡0｡0｡1',
  '0',
  '0.0.0.0',
  '00.0.0.0',
  '0x0',
  '0x00000000',
  '10.1.2.3',
  '0xa.1.2.3',
  '012.1.2.3',
  '167838211',
  '10.66051',
  '172.16.0.1',
  '172.31.255.255',
  '0xac.0x10.0.1',
  '192.168.0.1',
  '192.168.1',
  '3232235521',
  '0300.0250.0.1',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.43518',
  '168.63.129.16',
  '0xa83f8110',
  '100.64.0.1',
  '100.100.100.200',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '4294967295',
  '037777777777',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::0.0.0.1]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::FFFF:7f00:1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[0:0:0:0:0:ffff:192.168.0.1]',
  '[::ffff:8.8.8.8]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::10.0.0.1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001:0:7f00:1::1]',
  '[2001::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[100::1]',
];

/** What no URL may have for a host. */
const impossible = [
  '256.0.0.1',
  '1.2.3.4.5',
  '0x100000000',
  '4294967296',
  '[::1%25eth0]',
  '[::1',
  '[1.2.3.4]',
  '[::g]',
  '',
];

const refusedNames = [
  'localhost',
  'LOCALHOST',
  'LocalHost.',
  'ｌｏｃａｌｈｏｓｔ',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'l%6fcalhost',
  'app.localhost',
  'app.localhost.',
  'intranet',
  'intranet.',
  'router',
  'com',
  'münchen',
  'printer.local',
  'printer.LOCAL',
  'printer.local.',
  'printer。local',
  'metadata.google.internal',
  'metadata.google.internal.',
  'a.b.internal',
  'example.com..',
  '.example.com',
  'a..example.com',
  `${'a'.repeat(64)}.example.com`,
  `${'abcdefgh.'.repeat(30)}example.com`,
];

describe('The rules for URLs', () => {
  it('stand against at least 60 spellings', () => expect(refusedSpellings.length).to.be.at.least(60));

  for (const host of refusedSpellings) {
    it(`refuse http://${host}/ for its address`, () =>
      expect([verdict(`http://${host}/`), verdict(`https://${host}/`)]).to.deep.equal([
        'AddressRefused',
        'AddressRefused',
      ]));
  }
  for (const host of impossible) {
    it(`refuse http://${host}/ as no URL`, () => expect(verdict(`http://${host}/`)).to.equal('UrlRefused'));
  }
  for (const host of refusedNames) {
    it(`refuse http://${host.length > 40 ? `${host.slice(0, 40)}…` : host}/ for its name`, () =>
      expect(verdict(`http://${host}/`)).to.equal('HostRefused'));
  }

  const refusedUrls: readonly (readonly [string, string])[] = [
    ['ftp://example.com/a.png', 'UrlRefused'],
    ['file:///etc/passwd', 'UrlRefused'],
    ['data:image/png;base64,AAAA', 'UrlRefused'],
    ['javascript:alert(1)', 'UrlRefused'],
    ['gopher://example.com/', 'UrlRefused'],
    ['ws://example.com/', 'UrlRefused'],
    ['blob:http://example.com/x', 'UrlRefused'],
    ['example.com/a.png', 'UrlRefused'],
    ['//example.com/a.png', 'UrlRefused'],
    ['/a.png', 'UrlRefused'],
    ['', 'UrlRefused'],
    ['http://', 'UrlRefused'],
    ['http://user@example.com/', 'UrlRefused'],
    ['http://user:secret@example.com/', 'UrlRefused'],
    ['http://:secret@example.com/', 'UrlRefused'],
    ['http://example.com@127.0.0.1/', 'UrlRefused'],
    ['http://127.0.0.1#@example.com/', 'AddressRefused'],
    ['http://127.0.0.1?@example.com/', 'AddressRefused'],
    ['http://127.0.0.1\\@example.com/', 'AddressRefused'],
    ['http:127.0.0.1', 'AddressRefused'],
    ['http:/\\127.0.0.1/', 'AddressRefused'],
    ['ht\ntp://127.0.0.1/', 'AddressRefused'],
    ['http://127.0.\t0.1/', 'AddressRefused'],
    ['http://example.com:22/', 'PortRefused'],
    ['http://example.com:8080/', 'PortRefused'],
    ['https://example.com:8443/', 'PortRefused'],
    ['http://example.com:0/', 'PortRefused'],
    ['http://example.com:65536/', 'UrlRefused'],
    ['http://example.com:-1/', 'UrlRefused'],
    [`http://example.com/${'a'.repeat(2_048)}`, 'UrlRefused'],
  ];
  for (const [url, tag] of refusedUrls) {
    it(`refuse ${JSON.stringify(url.slice(0, 60))}: ${tag}`, () => expect(verdict(url)).to.equal(tag));
  }

  const takenUrls = [
    'http://example.com',
    'https://example.com/a.png',
    'HTTPS://EXAMPLE.COM/a.png',
    'http://example.com:80/',
    'https://example.com:443/',
    'http://example.com:443/',
    'https://example.com:80/',
    'https://example.com./a.png',
    'https://münchen.example.com/ü.png?q=ß#teil',
    'http://8.8.8.8/',
    'http://134744072/',
    'http://[2606:4700::1111]/',
    'https://local.example.com/',
    'https://internal.example.com/',
    'https://localhost.example.com/',
    'https://127.0.0.1.example.com/',
    `http://example.com/${'a'.repeat(2_048 - 'http://example.com/'.length)}`,
  ];
  for (const url of takenUrls) {
    it(`take ${url.slice(0, 60)}`, () => expect(verdict(url)).to.equal('taken'));
  }

  it('take a port that was added, for every host', () => {
    expect(verdict('http://example.com:8080/', { allowedPorts: [8080] })).to.equal('taken');
    expect(verdict('http://127.0.0.1:8080/', { allowedPorts: [8080] })).to.equal('AddressRefused');
  });

  it('judge a relative URL against the one it came from', () => {
    const guard = makeOutgoingGuard();
    const base = new URL('https://example.com/a/b.png');
    expect(guard.judgeUrl('../c.png?x', base)).to.deep.equal(E.right(new URL('https://example.com/c.png?x')));
    expect(guard.judgeUrl('//127.0.0.1/', base)).to.have.nested.property('left._tag', 'AddressRefused');
  });

  it('refuse the addresses that this process listens at', () => {
    const isOwnAddress = (address: string, port: number): boolean => address === '8.8.4.4' && port === 80;
    expect(verdict('http://8.8.4.4/', { isOwnAddress })).to.equal('AddressRefused');
    expect(verdict('https://8.8.4.4/', { isOwnAddress })).to.equal('taken');
  });

  it('exempt an allowed host at every allowed port, and one with a port at that port alone', () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['localhost', 'http://localhost/', 'taken'],
      ['localhost', 'https://LOCALHOST./', 'taken'],
      ['localhost', 'http://localhost:8080/', 'PortRefused'],
      ['localhost:8080', 'http://localhost:8080/', 'taken'],
      ['localhost:8080', 'http://localhost/', 'HostRefused'],
      ['localhost:8080', 'http://localhost:8081/', 'PortRefused'],
      ['localhost:8080', 'http://sub.localhost:8080/', 'PortRefused'],
      ['127.0.0.1:8080', 'http://127.1:8080/', 'taken'],
      ['127.0.0.1:8080', 'http://0x7f000001:8080/', 'taken'],
      ['127.0.0.1:8080', 'http://localhost:8080/', 'PortRefused'],
      ['127.0.0.1', 'http://[::ffff:127.0.0.1]/', 'AddressRefused'],
      ['127.0.0.1', 'http://127.0.0.2/', 'AddressRefused'],
      ['[::1]:8080', 'http://[0:0:0:0:0:0:0:1]:8080/', 'taken'],
      ['[::1]', 'http://[::2]/', 'AddressRefused'],
      ['münchen.local', 'http://xn--mnchen-3ya.local/', 'taken'],
      ['example.com:8080', 'http://example.com:8080/', 'taken'],
      ['example.com:8080', 'http://example.com/', 'taken'],
      ['a.local, b.local', 'http://b.local/', 'taken'],
    ];
    for (const [list, url, expected] of cases)
      expect(verdict(url, allowing(list)), `${list} ${url}`).to.equal(expected);
  });

  it('still refuse credentials and other schemes for an allowed host', () => {
    expect(verdict('http://user@localhost/', allowing('localhost'))).to.equal('UrlRefused');
    expect(verdict('ftp://localhost/', allowing('localhost'))).to.equal('UrlRefused');
  });

  it('never throw, whatever the text', () => {
    const guard = makeOutgoingGuard(allowing('localhost:8080'));
    const nasty = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl({ withFragments: true }));
    fc.assert(
      fc.property(nasty, fc.constantFrom('', 'http://', 'https://['), (text, start) => {
        expect(guard.judgeUrl(start + text)).to.have.property('_tag');
      }),
    );
  });
});
