import { expect } from 'chai';
import fc from 'fast-check';
import { makeMessageJoiner, TooManyPieces } from '../../../../src/adapters/grpc/transport/message-joiner.js';
import { framed } from '../support/raw-call.js';

const limits = { messageBytes: 1_000_000, pieces: 10, pieceBytes: 16 };

/** Cuts bytes at these places, in turn and again from the first. */
const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
};

describe('joining pieces to messages', () => {
  it('gives the messages as they were, whatever the pieces', () => {
    const messages = fc.array(
      fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Buffer.alloc(300_000, 7)), fc.constant(Buffer.alloc(0))),
      { maxLength: 6 },
    );
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 100_000 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(messages, sizes, (sent, cuts) => {
        const framedOnes = sent.map((message) => framed(message));
        const joiner = makeMessageJoiner({ ...limits, pieces: 1_000_000 });
        const came = cut(Buffer.concat(framedOnes), cuts).flatMap((piece) => joiner.write(piece));
        expect(came.length).to.equal(sent.length);
        came.forEach((message, at) => expect(message.equals(framedOnes[at] ?? Buffer.alloc(0))).to.equal(true));
        expect(joiner.held()).to.equal(0);
      }),
      { numRuns: 60 },
    );
  });

  it('holds what came and not what was announced', () => {
    const joiner = makeMessageJoiner(limits);
    joiner.write(framed(Buffer.alloc(900_000)).subarray(0, 6));
    expect(joiner.held()).to.be.at.most(65_536);
    joiner.write(Buffer.alloc(100_000));
    expect(joiner.held()).to.be.at.most(4 * 100_006);
  });

  it('refuses a message that is too large by its length alone', () => {
    const joiner = makeMessageJoiner(limits);
    expect(() => joiner.write(framed(Buffer.alloc(1_000_001)).subarray(0, 5))).to.throw(RangeError);
  });

  it('refuses a message of too many pieces that are too small', () => {
    const joiner = makeMessageJoiner(limits);
    const pieces = cut(framed(Buffer.alloc(100)), [1]);
    for (const piece of pieces.slice(0, 10)) joiner.write(piece);
    expect(() => joiner.write(pieces[10] ?? Buffer.alloc(0))).to.throw(TooManyPieces);
  });

  it('takes many messages in a piece each, and many pieces of a size', () => {
    const joiner = makeMessageJoiner(limits);
    for (let n = 0; n < 100; n += 1) expect(joiner.write(framed(Buffer.from('a')))).to.have.length(1);
    expect(cut(framed(Buffer.alloc(50_000)), [20]).flatMap((piece) => joiner.write(piece))).to.have.length(1);
  });

  it('counts a joined piece as the pieces that it was joined of', () => {
    const joiner = makeMessageJoiner(limits);
    joiner.write(framed(Buffer.alloc(100)).subarray(0, 9), 9);
    expect(() => joiner.write(Buffer.alloc(2), 2)).to.throw(TooManyPieces);
  });

  it('counts of a joined piece only what belongs to the message that it leaves unfinished', () => {
    const joiner = makeMessageJoiner(limits);
    const whole = framed(Buffer.alloc(95));
    expect(joiner.write(Buffer.concat([whole, whole.subarray(0, 10)]), 100)).to.have.length(1);
    expect(() => joiner.write(whole.subarray(10, 11))).to.throw(TooManyPieces);
  });
});
