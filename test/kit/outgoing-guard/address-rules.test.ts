import { expect } from 'chai';
import fc from 'fast-check';
import { refusedRange } from '../../../src/kit/outgoing-guard/address-rules.js';

/** The rules once more, as numbers: first and last address of each range, written by hand. */
const REFUSED_V4: readonly (readonly [string, string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
];

const numberOfV4 = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const textOfV4 = (n: number): string => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');

const isRefusedV4 = (n: number): boolean =>
  REFUSED_V4.some(([first, last]) => n >= numberOfV4(first) && n <= numberOfV4(last));

type Groups = readonly number[];
const textOfV6 = (groups: Groups): string => groups.map((group) => group.toString(16)).join(':');

const isRefusedV6 = ([a = 0, b = 0]: Groups): boolean => {
  if (a < 0x2000 || a > 0x3fff) return true;
  if (a === 0x2001 && b <= 0x01ff) return true;
  if (a === 0x2001 && b === 0x0db8) return true;
  if (a === 0x2002) return true;
  return a === 0x3fff && b <= 0x0fff;
};

const v4 = fc.nat({ max: 0xffffffff });
const nearRangeV4 = fc
  .tuple(fc.constantFrom(...REFUSED_V4.flat()), fc.integer({ min: -2, max: 2 }))
  .map(([address, step]) => (numberOfV4(address) + step + 2 ** 32) % 2 ** 32);

const group = fc.nat({ max: 0xffff });
const groups = fc.tuple(group, group, group, group, group, group, group, group);
const nearRangeV6 = fc
  .tuple(
    fc.constantFrom<[number, number]>(
      ...([
        [0x2000, 0],
        [0x1fff, 0xffff],
        [0x2001, 0],
        [0x2001, 0x1ff],
        [0x2001, 0x200],
        [0x2001, 0xdb7],
        [0x2001, 0xdb8],
        [0x2001, 0xdb9],
        [0x2002, 0x7f00],
        [0x2003, 0],
        [0x3ffe, 0xffff],
        [0x3fff, 0x0fff],
        [0x3fff, 0x1000],
        [0x3fff, 0xffff],
        [0x4000, 0],
      ] satisfies [number, number][]),
    ),
    fc.tuple(group, group, group, group, group, group),
  )
  .map(([[a, b], rest]) => [a, b, ...rest]);

describe('The rules for addresses', () => {
  it('refuse the first and the last IPv4 address of each range, and take what lies beside it', () => {
    for (const [first, last] of REFUSED_V4) {
      expect(refusedRange(first), first).to.be.a('string');
      expect(refusedRange(last), last).to.be.a('string');
      for (const beside of [numberOfV4(first) - 1, numberOfV4(last) + 1]) {
        if (beside < 0 || beside > 0xffffffff || isRefusedV4(beside)) continue;
        expect(refusedRange(textOfV4(beside)), textOfV4(beside)).to.equal(null);
      }
    }
  });

  for (const address of ['8.8.8.8', '1.1.1.1', '93.184.216.34', '168.63.129.15', '168.63.129.17', '223.255.255.255']) {
    it(`take ${address}`, () => expect(refusedRange(address)).to.equal(null));
  }
  for (const address of ['2000::', '2a00:1450:4001:81b::200e', '2606:4700::1111', '2001:200::', '2400::1', '3ffe::1']) {
    it(`take ${address}`, () => expect(refusedRange(address)).to.equal(null));
  }

  const refusedV6: readonly (readonly [string, string])[] = [
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::7f00:1', 'IPv4-compatible loopback'],
    ['::8.8.8.8', 'IPv4-compatible, though the IPv4 address is public'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:8.8.8.8', 'IPv4-mapped, though the IPv4 address is public'],
    ['::ffff:0:127.0.0.1', 'IPv4-translated'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b::808:808', 'NAT64, though the IPv4 address is public'],
    ['64:ff9b:1::a00:1', 'local NAT64'],
    ['100::1', 'discard only'],
    ['fe80::1', 'link local'],
    ['fec0::1', 'site local'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'unique local, where a cloud keeps its metadata'],
    ['ff02::1', 'multicast'],
    ['2001::1', 'Teredo'],
    ['2001:0:7f00:1::', 'Teredo with loopback'],
    ['2001:2::1', 'benchmarking'],
    ['2001:10::1', 'ORCHID'],
    ['2001:20::1', 'ORCHIDv2'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4 with loopback'],
    ['2002:808:808::', '6to4, though the IPv4 address is public'],
    ['3fff::1', 'documentation'],
    ['3fff:fff:ffff::', 'the end of documentation'],
    ['4000::1', 'not given out'],
    ['5f00::1', 'segment routing'],
    ['2a00::1%eth0', 'with a zone'],
  ];
  for (const [address, what] of refusedV6) {
    it(`refuse ${address} (${what})`, () => expect(refusedRange(address)).to.be.a('string'));
  }

  for (const text of [
    '',
    'example.com',
    '127.1',
    '0x7f000001',
    '017700000001',
    '2130706433',
    '1.2.3.4.5',
    '[::1]',
    '8.8.8.8 ',
  ]) {
    it(`refuse ${JSON.stringify(text)}, which no system answers as an address`, () =>
      expect(refusedRange(text)).to.be.a('string'));
  }

  it('agree with the ranges written as numbers, over all of IPv4 and at the edges', () =>
    fc.assert(
      fc.property(fc.oneof(v4, nearRangeV4), (n) => {
        expect(refusedRange(textOfV4(n)) !== null).to.equal(isRefusedV4(n));
      }),
      { numRuns: 3_000 },
    ));

  it('agree with the ranges written as numbers, over all of IPv6 and at the edges', () =>
    fc.assert(
      fc.property(fc.oneof(groups, nearRangeV6), (parts) => {
        expect(refusedRange(textOfV6(parts)) !== null).to.equal(isRefusedV6(parts));
      }),
      { numRuns: 3_000 },
    ));

  it('refuse every IPv4 address inside IPv6, in every way to put it there', () =>
    fc.assert(
      fc.property(v4, (n) => {
        const [high, low] = [n >>> 16, n & 0xffff];
        for (const parts of [
          [0, 0, 0, 0, 0, 0, high, low],
          [0, 0, 0, 0, 0, 0xffff, high, low],
          [0x64, 0xff9b, 0, 0, 0, 0, high, low],
          [0x64, 0xff9b, 1, 0, 0, 0, high, low],
          [0x2002, high, low, 0, 0, 0, 0, 1],
          [0x2001, 0, high, low, 0, 0, 0xffff ^ high, 0xffff ^ low],
        ]) {
          expect(refusedRange(textOfV6(parts)), textOfV6(parts)).to.be.a('string');
        }
      }),
    ));
});
