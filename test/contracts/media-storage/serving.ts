import { expect } from 'chai';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import { MEGABYTE } from '../../../src/domain/model/bytes.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import { mediaId, none, some, times } from '../support.js';
import { collect, noise, publishAll, served, stageAll, type Test } from './stage.js';

const malformed = [
  '',
  '.',
  '..',
  'a'.repeat(42),
  'a'.repeat(44),
  `${'a'.repeat(42)}=`,
  `${'a'.repeat(43)}\n`,
  `../${'a'.repeat(40)}`,
  `a/${'a'.repeat(41)}`,
  `a\\${'a'.repeat(41)}`,
  `a\0${'a'.repeat(41)}`,
  `%2e%2e%2f${'a'.repeat(34)}`,
  'é'.repeat(43),
  '__proto__',
  'staging',
];

export const servingLaws = (test: Test): void => {
  it(
    'has none for an id that nothing was published under',
    test(async ({ storage }) => {
      await none(storage.open(mediaId('a')));
      const staged = await stageAll(storage, noise(10));
      await none(storage.open(mediaId('a')));
      await staged.discard();
    }),
  );

  it(
    'has none for what is no media id at all',
    test(async ({ storage }) => {
      for (const id of malformed) await none(storage.open(id as MediaId));
    }),
  );

  it(
    'gives any range of the bytes, both ends counted',
    test(async ({ storage }) => {
      const bytes = noise(MEGABYTE + 12_345);
      const { id } = await publishAll(storage, bytes);
      const position = fc.oneof(
        fc.nat(bytes.length - 1),
        fc.constantFrom(0, 262_143, 262_144, MEGABYTE, bytes.length - 1),
      );
      await fc.assert(
        fc.asyncProperty(position, position, async (one, two) => {
          const [first, last] = [Math.min(one, two), Math.max(one, two)];
          const read = await served(storage, id, { first, last });
          expect(read.equals(bytes.subarray(first, last + 1))).to.equal(true);
        }),
        { numRuns: 40 },
      );
    }),
  );

  it(
    'reads in pieces, not all at once',
    test(async ({ storage }) => {
      const { id } = await publishAll(storage, noise(3 * MEGABYTE));
      const file = await some(storage.open(id));
      for await (const piece of file.bytes(O.none)) expect(piece.length).to.be.at.most(MEGABYTE);
      await file.close();
    }),
  );

  it(
    'closes a file that was read in part, several times, or not at all',
    test(async ({ storage }) => {
      const bytes = noise(2 * MEGABYTE);
      const { id } = await publishAll(storage, bytes);
      const unread = await some(storage.open(id));
      await unread.close();

      const file = await some(storage.open(id));
      for await (const piece of file.bytes(O.none)) {
        expect(piece.length).to.be.lessThan(bytes.length);
        break;
      }
      expect((await collect(file.bytes(O.some({ first: 5, last: 9 })))).equals(bytes.subarray(5, 10))).to.equal(true);
      expect((await collect(file.bytes(O.none))).equals(bytes)).to.equal(true);
      await file.close();
    }),
  );

  it(
    'hands out pieces that stay as they are while reading goes on',
    test(async ({ storage }) => {
      const bytes = noise(2 * MEGABYTE);
      const { id } = await publishAll(storage, bytes);
      const readers = await Promise.all(times(4, () => served(storage, id)));
      for (const read of readers) expect(read.equals(bytes)).to.equal(true);
    }),
  );
};
