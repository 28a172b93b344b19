import { expect } from 'chai';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { isSameSecret, isSignedWith } from '../../../../src/adapters/whatsapp/webhook/webhook-signature.js';

const sign = (secret: string, raw: Uint8Array): string => createHmac('sha256', secret).update(raw).digest('hex');

describe('the signature of a webhook', () => {
  it('is right for the very bytes and the very secret, and for nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), fc.nat(), (raw, secret, place) => {
        const signature = sign(secret, raw);
        expect(isSignedWith(secret, raw, signature)).to.equal(true);
        expect(isSignedWith(`${secret}x`, raw, signature)).to.equal(false);
        expect(isSignedWith(secret, Buffer.concat([raw, Buffer.from(' ')]), signature)).to.equal(false);
        const at = place % 64;
        const other = signature[at] === '0' ? '1' : '0';
        expect(isSignedWith(secret, raw, signature.slice(0, at) + other + signature.slice(at + 1))).to.equal(false);
      }),
    );
  });

  it('is over the bytes as they came: the same JSON written otherwise has another one', () => {
    const escaped = Buffer.from('{"text":"caf\\u00e9 \\/"}');
    const plain = Buffer.from(JSON.stringify(JSON.parse(escaped.toString())));
    expect(isSignedWith('s', escaped, sign('s', escaped))).to.equal(true);
    expect(isSignedWith('s', plain, sign('s', escaped))).to.equal(false);
  });

  it('is the one that OpenSSL makes', () => {
    // printf '{}' | openssl dgst -sha256 -hmac app-secret
    const known = 'bd9549eb87a414d3df28b5a60ea86d4a11e2f1c6258edbd18f56d3c23c0f908d';
    expect(isSignedWith('app-secret', Buffer.from('{}'), known)).to.equal(true);
  });

  for (const signature of [
    '',
    '0',
    'f'.repeat(63),
    'f'.repeat(65),
    'F'.repeat(64),
    'g'.repeat(64),
    `${'f'.repeat(63)}é`,
  ])
    it(`is wrong without an exception: ${JSON.stringify(signature)}`, () =>
      expect(isSignedWith('s', Buffer.from('{}'), signature)).to.equal(false));

  it('compares secrets of any length', () => {
    expect(isSameSecret('verify', 'verify')).to.equal(true);
    for (const other of ['', 'verif', 'verify ', 'VERIFY', 'x'.repeat(100_000)])
      expect(isSameSecret('verify', other)).to.equal(false);
  });
});
