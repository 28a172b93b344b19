import { expect } from 'chai';
import { parseUrl } from '../../src/kit/parse-url.js';

describe('parseUrl', () => {
  it('reads Latin-1 letters also after so many calls that the optimiser has compiled it', () => {
    const text = 'https://münchen.example.com/ü.png?q=ß';
    let refused = 0;
    for (let call = 0; call < 100_000; call += 1) if (parseUrl(text) === null) refused += 1;
    expect(refused).to.equal(0);
    expect(parseUrl(text)?.href).to.equal('https://xn--mnchen-3ya.example.com/%C3%BC.png?q=%C3%9F');
  });

  it('reads a relative text against its base', () =>
    expect(parseUrl('../b.png', new URL('https://example.com/a/c.png'))?.href).to.equal('https://example.com/b.png'));

  for (const text of ['', 'a.png', 'http://', 'https://[::1', 'https://example.com:99999/']) {
    it(`answers null for ${JSON.stringify(text)}`, () => expect(parseUrl(text)).to.equal(null));
  }
});
