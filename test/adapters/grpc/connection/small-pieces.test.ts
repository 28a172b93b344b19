import { expect } from 'chai';
import fc from 'fast-check';
import { joinSmallPieces, piecesIn } from '../../../../src/adapters/grpc/connection/small-pieces.js';

const stage = () => {
  const pushed: (Buffer | null)[] = [];
  const next: (() => void)[] = [];
  const push = joinSmallPieces(
    (piece) => {
      pushed.push(piece);
      return pushed.length % 2 === 0;
    },
    (run) => void next.push(run),
  );
  return { push, pushed, nextTurn: () => next.splice(0).forEach((run) => run()) };
};

const text = (pieces: readonly (Buffer | null)[]): readonly (string | null)[] =>
  pieces.map((piece) => piece && piece.toString());

describe('joining small pieces', () => {
  it('passes the first of a turn on at once, and the others together', () => {
    const { push, pushed, nextTurn } = stage();
    for (const piece of ['a', 'b', 'c', 'd']) push(Buffer.from(piece));
    expect(text(pushed)).to.deep.equal(['a']);
    nextTurn();
    expect(text(pushed)).to.deep.equal(['a', 'bcd']);
    expect(pushed.map((piece) => piece && piecesIn(piece))).to.deep.equal([1, 3]);
    push(Buffer.from('e'));
    expect(text(pushed)).to.deep.equal(['a', 'bcd', 'e']);
  });

  it('passes on what waits before a large piece, and before the end', () => {
    const { push, pushed, nextTurn } = stage();
    const large = Buffer.alloc(1_024, 'x');
    for (const piece of [Buffer.from('a'), Buffer.from('b'), large, Buffer.from('c'), null]) push(piece);
    expect(text(pushed)).to.deep.equal(['a', 'b', large.toString(), 'c', null]);
    nextTurn();
    expect(pushed).to.have.length(5);
  });

  it('waits for the next turn with no more than 16 KiB or 1 000 pieces', () => {
    const bytes = stage();
    for (let n = 0; n < 18; n += 1) bytes.push(Buffer.alloc(1_000));
    expect(bytes.pushed.map((piece) => piece?.length)).to.deep.equal([1_000, 17_000]);
    const pieces = stage();
    for (let n = 0; n < 1_001; n += 1) pieces.push(Buffer.alloc(1));
    expect(pieces.pushed.map((piece) => piece?.length)).to.deep.equal([1, 1_000]);
  });

  it('says what the stream says of what it got', () => {
    const { push } = stage();
    expect(push(Buffer.from('a'))).to.equal(false);
    expect(push(Buffer.from('b'))).to.equal(true);
    expect(push(Buffer.alloc(2_000))).to.equal(false);
  });

  it('changes no byte and no order, and counts each piece, whatever the sizes and the turns', () => {
    const sizes = fc.array(
      fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3_000 }), fc.constant(0)),
    );
    fc.assert(
      fc.property(sizes, (cut) => {
        const { push, pushed, nextTurn } = stage();
        const sent: Buffer[] = [];
        for (const size of cut) {
          if (size === 0) nextTurn();
          else {
            const piece = Buffer.alloc(size, sent.length);
            sent.push(piece);
            push(piece);
          }
        }
        push(null);
        const came = pushed.flatMap((piece) => piece ?? []);
        expect(Buffer.concat(came).equals(Buffer.concat(sent))).to.equal(true);
        expect(came.reduce((sum, piece) => sum + piecesIn(piece), 0)).to.equal(sent.length);
      }),
    );
  });
});
