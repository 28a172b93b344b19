import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { parseAllowedHosts } from '../../../src/kit/outgoing-guard/allowed-hosts.js';

describe('The list of allowed hosts', () => {
  it('is empty where the text is blank', () => {
    for (const text of ['', '  ', '\t\n']) expect(parseAllowedHosts(text)).to.deep.equal(E.right([]));
  });

  it('reads names, addresses and ports in one spelling each', () => {
    expect(
      parseAllowedHosts(' Files.Example.com. ,minio:9000,127.1:80,[0:0::1],[::1]:65535, under_score.local'),
    ).to.deep.equal(
      E.right([
        { host: 'files.example.com', port: null },
        { host: 'minio', port: 9000 },
        { host: '127.0.0.1', port: 80 },
        { host: '::1', port: null },
        { host: '::1', port: 65535 },
        { host: 'under_score.local', port: null },
      ]),
    );
  });

  const faulty = [
    ',',
    'a.example,',
    'a.example,,b.example',
    'a.example b.example',
    'a.example;b.example',
    'http://a.example',
    'a.example/path',
    'user@a.example',
    'a.example?x',
    'a.example#x',
    '*.example.com',
    '*',
    '10.0.0.0/8',
    '10.0.0.0-10.0.0.9',
    '::1',
    '::1:8080',
    '[::1',
    '[::1]8080',
    '[::g]',
    '[127.0.0.1]',
    '256.0.0.1',
    'a.example:',
    'a.example:0',
    'a.example:65536',
    'a.example:99999',
    'a.example:8080:9090',
    'a.example:http',
    'a.example:-1',
    'a.example:+80',
    'a..example',
    '.',
    'a\u0000.example',
    '%',
  ];
  for (const text of faulty) {
    it(`does not parse with ${JSON.stringify(text)}`, () => {
      const parsed = parseAllowedHosts(text);
      expect(E.isLeft(parsed)).to.equal(true);
    });
  }

  it('tells every fault, and names the entry', () => {
    const parsed = parseAllowedHosts('good.example,*.bad,worse:0');
    if (E.isRight(parsed)) throw new Error('should not parse');
    expect(parsed.left).to.have.length(2);
    expect(parsed.left[0]).to.contain('*.bad');
    expect(parsed.left[1]).to.contain('worse:0');
  });
});
