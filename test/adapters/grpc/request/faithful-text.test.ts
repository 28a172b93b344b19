import { expect } from 'chai';
import fc from 'fast-check';
import { isFaithful } from '../../../../src/adapters/grpc/request/faithful-text.js';

const decoded = (bytes: Buffer): string => bytes.toString('utf8');

describe('the text of a message', () => {
  it('is as it was written if its bytes are UTF-8, and only then', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.string({ unit: 'binary' }), (noise, text) => {
        const [bytes, written] = [Buffer.from(noise), Buffer.from(text)];
        const isValid = Buffer.from(decoded(bytes)).equals(bytes);
        const message = { a: decoded(bytes), b: { c: [decoded(written)] } };
        expect(isFaithful(message, Buffer.concat([bytes, Buffer.from([0x12]), written]))).to.equal(isValid);
      }),
    );
  });

  it('may have U+FFFD in it', () => {
    const text = 'a\ufffdb\ufffd';
    expect(isFaithful({ text }, Buffer.from(text))).to.equal(true);
    expect(isFaithful({ text }, Buffer.from('a\xffb\ufffd', 'latin1'))).to.equal(false);
  });

  // Where each text was looked for in the bytes, this took minutes.
  it('is judged in one pass over a megabyte', () => {
    const half = Buffer.alloc(500_000, 'a');
    const bytes = Buffer.concat([half, Buffer.from([0xff]), half, Buffer.from([0xff]), half]);
    expect(isFaithful({ text: decoded(bytes.subarray(0, 1_000_001)) }, bytes)).to.equal(false);
    expect(isFaithful({ text: '\ufffd'.repeat(300_000) }, Buffer.from('\ufffd'.repeat(300_000)))).to.equal(true);
  });
});
