import { expect } from 'chai';
import fc from 'fast-check';
import { isCheap } from '../../../../src/adapters/grpc/request/metadata-size.js';
import { wireFields } from '../../../../src/adapters/grpc/request/wire-fields.js';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** A field with a length. */
const sized = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);
const metadata = (...fields: readonly Buffer[]): Buffer => sized(1, Buffer.concat(fields));
const MEGABYTE = 1_048_576;

describe('a message of an upload', () => {
  it('is decoded if it is one chunk or one long text', () => {
    for (const message of [
      Buffer.alloc(0),
      sized(2, Buffer.alloc(MEGABYTE)),
      metadata(sized(4, Buffer.alloc(200_000, 'a'))),
      metadata(sized(8, sized(6, Buffer.alloc(16 * 1_024, 1)))),
      metadata(sized(8, Buffer.from('3001'.repeat(8_000), 'hex'))),
      metadata(sized(8, Buffer.concat([1, 2, 3, 4].map((name) => sized(name, Buffer.alloc(16_384, 'a')))))),
    ])
      expect(isCheap(message), message.subarray(0, 8).toString('hex')).to.equal(true);
  });

  it('is not decoded if it is large and no chunk, or of very many fields or numbers', () => {
    const times = (hex: string): Buffer => Buffer.from(hex.repeat(MEGABYTE / hex.length), 'hex');
    for (const message of [
      metadata(sized(4, Buffer.alloc(MEGABYTE, 'a'))),
      times('0a00'),
      times('1200'),
      times('1a00'),
      times('f801'),
      Buffer.alloc(MEGABYTE, 0x0b),
      metadata(Buffer.from('0a00'.repeat(101), 'hex')),
      metadata(Buffer.from('4200'.repeat(101), 'hex')),
      metadata(sized(8, Buffer.from('0a00'.repeat(101), 'hex'))),
      metadata(sized(8, sized(6, Buffer.alloc(16 * 1_024 + 1, 1)))),
      metadata(sized(8, Buffer.from('3001'.repeat(17_000), 'hex'))),
    ])
      expect(isCheap(message), message.subarray(0, 8).toString('hex')).to.equal(false);
  });

  it('has the fields that it was written with', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.uint8Array({ maxLength: 300 }))),
        (fields) => {
          const bytes = Buffer.concat(fields.map(([number, content]) => sized(number, Buffer.from(content))));
          const found = [...wireFields(bytes, 0, bytes.length)];
          expect(found.map(({ number, start, end }) => [number, [...bytes.subarray(start, end)]])).to.deep.equal(
            fields.map(([number, content]) => [number, [...content]]),
          );
        },
      ),
    );
  });

  it('may be anything: its fields lie within it, in order', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        let before = 0;
        for (const { start, end } of wireFields(Buffer.from(noise), 0, noise.length)) {
          expect(start).to.be.at.least(before);
          expect(end).to.be.within(start, noise.length);
          before = end;
        }
      }),
    );
  });
});
