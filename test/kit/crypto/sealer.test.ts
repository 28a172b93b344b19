import { expect } from 'chai';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { keySealer, plainSealer, Unsealable } from '../../../src/kit/crypto/sealer.js';

describe('a sealer', () => {
  const sealer = keySealer(randomBytes(32));

  it('opens what it sealed, whatever that is, and seals the same text differently each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = sealer.seal(text);
        expect(sealer.unseal(sealed)).to.equal(text);
        expect(sealer.seal(text)).not.to.equal(sealed);
      }),
    );
  });

  it('shows nothing of the text', () => {
    expect(sealer.seal('marked-secret'))
      .to.match(/^v1\.[A-Za-z0-9_-]+$/)
      .and.not.contain('marked');
  });

  it('does not open what another key sealed, what was changed, or what is no sealed text', () => {
    const sealed = sealer.seal('marked-secret');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    const changed = [...bytes.keys()].map((at) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8((copy.readUInt8(at) + 1) % 256, at);
      return `v1.${copy.toString('base64url')}`;
    });
    for (const spoilt of [...changed, sealed.slice(0, -2), `v2.${sealed.slice(3)}`, 'marked-secret', 'v1.', ''])
      expect(() => sealer.unseal(spoilt), spoilt).to.throw(Unsealable);
    expect(() => keySealer(randomBytes(32)).unseal(sealed)).to.throw(Unsealable);
  });

  it('opens what its second key sealed, seals with the first alone, and tells which of them sealed a text', () => {
    const [first, second] = [randomBytes(32), randomBytes(32)];
    const both = keySealer(first, second);
    const former = keySealer(second).seal('marked-secret');
    expect(both.unseal(former)).to.equal('marked-secret');
    expect(both.sealedIt(former)).to.equal(false);
    const sealed = both.seal('marked-secret');
    expect(keySealer(first).unseal(sealed)).to.equal('marked-secret');
    expect(both.sealedIt(sealed)).to.equal(true);
    expect(() => keySealer(second).unseal(sealed)).to.throw(Unsealable);
    expect(() => both.unseal(keySealer(randomBytes(32)).seal('x'))).to.throw(Unsealable);
  });

  it('takes a key of 32 bytes only', () => {
    for (const length of [0, 16, 31, 33]) expect(() => keySealer(randomBytes(length))).to.throw(RangeError);
    expect(() => keySealer(randomBytes(32), randomBytes(31))).to.throw(RangeError);
  });

  it('without a key leaves texts as they are, and says so', () => {
    expect(plainSealer.sealing).to.equal(false);
    expect(plainSealer.unseal(plainSealer.seal('text'))).to.equal('text');
  });
});
