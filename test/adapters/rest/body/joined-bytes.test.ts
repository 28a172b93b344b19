import { expect } from 'chai';
import fc from 'fast-check';
import { joinBytes } from '../../../../src/adapters/rest/body/joined-bytes.js';

describe('joined bytes', () => {
  it('are what came, and take at most twice the room, or the smallest', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5_000 })), (pieces) => {
        const all = Buffer.concat(pieces);
        const joined = joinBytes(all.length);
        let size = 0;
        for (const piece of pieces) {
          joined.add(piece);
          size += piece.length;
          expect(joined.held()).to.be.within(size, Math.min(all.length, Math.max(4_096, 2 * size)));
        }
        expect(joined.joined().equals(all)).to.equal(true);
      }),
    );
  });

  it('take no room before they come, whatever is announced', () => {
    const joined = joinBytes(3_000_000);
    expect(joined.held()).to.equal(0);
    joined.add(Buffer.from('x'));
    expect(joined.held()).to.equal(4_096);
  });
});
