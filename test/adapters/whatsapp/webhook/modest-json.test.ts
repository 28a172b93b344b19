import { expect } from 'chai';
import fc from 'fast-check';
import { readModestJson } from '../../../../src/adapters/whatsapp/webhook/modest-json.js';

const read = (text: string): unknown => readModestJson(Buffer.from(text));

describe('the JSON of a webhook', () => {
  it('is read as JSON is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(read(text)).to.deep.equal(JSON.parse(text));
      }),
    );
    for (const text of ['', '{', '{]', '"', '"\\', '"a" "b"', '\\"[']) expect(read(text), text).to.equal(undefined);
  });

  it('may have texts that are full of brackets, commas, quotes and backslashes', () => {
    const texts = ['['.repeat(300_000), ','.repeat(300_000), '"[,{'.repeat(100_000), '\\'.repeat(99_999)];
    expect(read(JSON.stringify({ texts }))).to.deep.equal({ texts });
  });

  it('may have 200 000 values, 64 deep', () => {
    expect(read(`[${'1,'.repeat(199_997)}1]`)).to.have.length(199_998);
    expect(read(`[${'1,'.repeat(200_000)}1]`)).to.equal(undefined);
    expect(read('['.repeat(64) + ']'.repeat(64))).not.to.equal(undefined);
    expect(read('['.repeat(65) + ']'.repeat(65))).to.equal(undefined);
    expect(read('{"a":'.repeat(600_000))).to.equal(undefined);
  });
});
