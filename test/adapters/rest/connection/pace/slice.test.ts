import { expect } from 'chai';
import fc from 'fast-check';
import { followChunks } from '../../../../../src/adapters/rest/connection/pace/chunk-framing.js';
import {
  behindLastHead,
  nextSlice,
  type Place,
  tailOf,
} from '../../../../../src/adapters/rest/connection/pace/slice.js';

const NOTHING = Buffer.alloc(0);
const HEAD: Place = { _tag: 'Head', tail: NOTHING };
const LINES: Place = { _tag: 'Lines' };

describe('a slice of what a connection brings', () => {
  it('ends where a head ends', () => {
    const bytes = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\nGET');
    expect(nextSlice(bytes, 0, HEAD, 100)).to.deep.equal({ end: bytes.length - 3, lines: 3, endsHead: true });
    expect(nextSlice(bytes, 0, LINES, 100)).to.deep.equal({ end: bytes.length, lines: 3, endsHead: false });
  });

  it('ends where a head ends, wherever the head was cut', () => {
    const head = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const all = Buffer.concat([head, Buffer.from('a\r\n\r\n')]);
    for (let cut = 1; cut < head.length; cut += 1) {
      const place: Place = { _tag: 'Head', tail: tailOf(NOTHING, all.subarray(0, cut)) };
      expect(nextSlice(all, cut, place, 100)).to.include({ end: head.length, endsHead: true });
    }
  });

  it('ends with the body, where its length is known, whatever its lines', () => {
    const bytes = Buffer.from('\n\n\n\n\n\n');
    expect(nextSlice(bytes, 1, { _tag: 'Body', left: 3 }, 1).end).to.equal(4);
    expect(nextSlice(bytes, 1, { _tag: 'Body', left: 30 }, 1).end).to.equal(6);
  });

  it('has at most so many lines, and slices together have every byte', () => {
    const bytes = fc
      .array(fc.constantFrom('\r\n', '\n', '1', '\r\n\r\n', 'xyz'))
      .map((all) => Buffer.from(all.join('')));
    fc.assert(
      fc.property(bytes, fc.constantFrom(HEAD, LINES), fc.integer({ min: 1, max: 5 }), (all, place, most) => {
        for (let at = 0; at < all.length;) {
          const { end } = nextSlice(all, at, place, most);
          expect(end).to.be.greaterThan(at);
          expect(all.subarray(at, end).filter((byte) => byte === 10).length).to.be.at.most(most);
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

describe('the framing of a chunked body', () => {
  const chunk = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('\n', '0\r\n\r\n', 'f\r\nGET / HTTP/1.1\r\n\r\n'),
  );
  const bodies = fc.array(chunk.filter((text) => text !== '')).map((chunks) => {
    const sized = chunks.map((text) => `${Buffer.byteLength(text).toString(16)};x=y\r\n${text}\r\n`);
    return { count: chunks.length, bytes: Buffer.from(`${sized.join('')}0\r\na: b\r\n\r\n`) };
  });

  it('counts its chunks, not the lines of their data, and ends with the body, however it is cut', () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }), (body, most, packet) => {
        const framing = followChunks();
        const all = Buffer.concat([body.bytes, Buffer.from('GET / HTTP/1.1\r\n')]);
        let counted = 0;
        let at = 0;
        while (!framing.isOver()) {
          const { end, lines } = framing.slice(all.subarray(0, Math.min(all.length, at + packet)), at, most);
          expect(end).to.be.greaterThan(at);
          expect(lines).to.be.at.most(most);
          counted += lines;
          at = end;
        }
        expect(at).to.equal(body.bytes.length);
        // Three lines end the body. A line that was cut counts for each of its parts.
        expect(counted).to.be.at.least(body.count + 3);
        if (packet === 50) expect(counted).to.be.at.most(2 * (body.count + 3));
      }),
    );
  });

  for (const size of ['-5', '0x10', 'ffffffffffffffff', '', ' 5', 'zz'])
    it(`skips nothing behind a line that is no size: ${JSON.stringify(size)}`, () => {
      const bytes = Buffer.from(`${size}\r\n${'1\r\na\r\n'.repeat(100)}`);
      expect(followChunks().slice(bytes, 0, 20).lines).to.equal(20);
      expect(followChunks().slice(bytes, 0, 20).end).to.be.below(100);
    });
});
