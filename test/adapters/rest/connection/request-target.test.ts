import { expect } from 'chai';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { originForm } from '../../../../src/adapters/rest/connection/request-target.js';

/** The parser of Koa. It has no types. */
const parseUrl = createRequire(import.meta.url)('parseurl') as (request: { readonly url: string }) => unknown;

describe('a request target', () => {
  const targets: readonly (readonly [target: string, origin: string | null])[] = [
    ['/healthz', '/healthz'],
    ['/media/x/..%2fy?a=b', '/media/x/..%2fy?a=b'],
    ['//x/y', '//x/y'],
    ['/x#y', '/x'],
    ['//[@#x', '//[@'],
    ['http://x/healthz', '/healthz'],
    ['HTTPS://x:8443/a/../b?c', '/a/../b?c'],
    ['http://x', '/'],
    ['http://x?a', '/?a'],
    ['http://[::1]/healthz', '/healthz'],
    ['http://[::1/healthz', null],
    ['http://x:99999/healthz', null],
    ['http://a b/', null],
    ['http://xn--a/', null],
    ['http:///healthz', '/healthz'],
    ['ftp://x/y', null],
    ['healthz', null],
    ['x:443', null],
    ['*', null],
    ['', null],
  ];
  for (const [target, origin] of targets)
    it(`${JSON.stringify(target)} is ${origin === null ? 'no valid URL' : `a request for ${origin}`}`, () => {
      expect(originForm(target, 'GET')).to.equal(origin);
    });

  it('may be * for OPTIONS', () => {
    expect(originForm('*', 'OPTIONS')).to.equal('*');
  });

  it("never makes Koa's parser throw", () => {
    const sign = fc.constantFrom(...'/?#[]:@%\\.*~^|{}"<>`a1', '://', 'http', 'xn--', '[::');
    const target = fc
      .tuple(fc.constantFrom('', '/', '//', 'http://', 'https://x', 'HTTP:', '*'), fc.array(sign, { maxLength: 30 }))
      .map(([start, signs]) => start + signs.join(''));
    fc.assert(
      fc.property(target, (written) => {
        const url = originForm(written, 'GET');
        if (url !== null) parseUrl({ url });
      }),
      { numRuns: 2_000 },
    );
  });
});
