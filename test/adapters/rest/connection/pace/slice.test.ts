import { expect } from 'chai';
import fc from 'fast-check';
import {
  behindLastHead,
  countLines,
  type Place,
  sliceEnd,
} from '../../../../../src/adapters/rest/connection/pace/slice.js';

const HEAD: Place = { _tag: 'Head' };
const CHUNKS: Place = { _tag: 'Chunks' };

describe('a slice of what a connection brings', () => {
  it('ends where a head ends', () => {
    const bytes = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\nGET');
    expect(sliceEnd(bytes, 0, HEAD, 100)).to.equal(bytes.length - 3);
    expect(sliceEnd(bytes, 0, CHUNKS, 100)).to.equal(bytes.length);
  });

  it('ends with the body, where its length is known, whatever its lines', () => {
    const bytes = Buffer.from('\n\n\n\n\n\n');
    expect(sliceEnd(bytes, 1, { _tag: 'Body', left: 3 }, 1)).to.equal(4);
    expect(sliceEnd(bytes, 1, { _tag: 'Body', left: 30 }, 1)).to.equal(6);
  });

  it('has at most so many lines, and slices together have every byte', () => {
    const bytes = fc
      .array(fc.constantFrom('\r\n', '\n', '1', '\r\n\r\n', 'xyz'))
      .map((all) => Buffer.from(all.join('')));
    fc.assert(
      fc.property(bytes, fc.constantFrom(HEAD, CHUNKS), fc.integer({ min: 1, max: 5 }), (all, place, most) => {
        for (let at = 0; at < all.length;) {
          const end = sliceEnd(all, at, place, most);
          expect(end).to.be.greaterThan(at);
          expect(countLines(all.subarray(at, end))).to.be.at.most(most);
          at = end;
        }
      }),
    );
  });

  it('may end in the head of the next request', () => {
    expect(behindLastHead(Buffer.from('0\r\n\r\nGET /'))).to.equal(5);
    expect(behindLastHead(Buffer.from('GET /'))).to.equal(5);
    expect(behindLastHead(Buffer.from('0\r\n\r\n'))).to.equal(0);
  });
});
