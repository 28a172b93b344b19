import { expect } from 'chai';
import fc from 'fast-check';
import { makeBodyRoom } from '../../../../src/adapters/rest/exchange/body-room.js';

describe('the room for bodies', () => {
  it('keeps the bytes of each body as they came, and holds little more', () => {
    const room = makeBodyRoom();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 9_000 }))), (pieces) => {
        const bodies = [room.open(), room.open()] as const;
        const expected: [Buffer[], Buffer[]] = [[], []];
        for (const [which, piece] of pieces) {
          const held = bodies[which ? 0 : 1].add(piece);
          const all = expected[which ? 0 : 1];
          all.push(Buffer.from(piece));
          const size = Buffer.concat(all).length;
          expect(held).to.be.within(size, size + 4_095);
        }
        bodies.forEach((body, which) => {
          expect(body.joined().equals(Buffer.concat(expected[which] ?? []))).to.equal(true);
          body.close();
          body.close();
        });
      }),
    );
  });

  it('uses the same memory again, and never for two bodies at once', () => {
    const room = makeBodyRoom();
    const kept = room.open();
    kept.add(Buffer.alloc(10_000, 'k'));
    for (let round = 0; round < 2_000; round += 1) {
      const body = room.open();
      body.add(Buffer.alloc(100_000, 'x'));
      body.close();
    }
    expect(kept.joined().equals(Buffer.alloc(10_000, 'k'))).to.equal(true);
  });
});
