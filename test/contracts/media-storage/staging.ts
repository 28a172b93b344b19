import { expect } from 'chai';
import fc from 'fast-check';
import { MEGABYTE } from '../../../src/domain/model/bytes.js';
import { left, rejection, right, times } from '../support.js';
import {
  acme,
  collect,
  from,
  inChunks,
  NO_LIMIT,
  noise,
  NOTHING,
  publishAll,
  served,
  sha256,
  stageAll,
  type Test,
} from './stage.js';

export const stagingLaws = (test: Test): void => {
  it(
    'measures size and hash of what came, however it was cut into chunks',
    test(async ({ storage }) => {
      const size = fc.oneof(fc.nat(40), fc.nat(40_000), fc.constantFrom(16_384, 65_536, MEGABYTE, MEGABYTE + 1));
      const chunks = fc.array(size, { maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(chunks, fc.nat(), async (sizes, seed) => {
          const bytes = noise(
            sizes.reduce((sum, one) => sum + one, 0),
            seed,
          );
          const staged = await right(storage.stage(inChunks(bytes, ...sizes), NO_LIMIT));
          expect(staged.sizeBytes).to.equal(bytes.length);
          expect(staged.sha256).to.equal(sha256(bytes));
          expect((await collect(staged.bytes())).equals(bytes)).to.equal(true);
          await staged.discard();
        }),
        { numRuns: 40 },
      );
    }),
  );

  it(
    'keeps a chunk as it was also where its buffer is a short part of a long one',
    test(async ({ storage }) => {
      const long = noise(3 * MEGABYTE);
      const parts = times(40, (index) => long.subarray(index * 70_000, index * 70_000 + 20_000 + index));
      const staged = await right(storage.stage(from(...parts), NO_LIMIT));
      expect((await collect(staged.bytes())).equals(Buffer.concat(parts))).to.equal(true);
      await staged.discard();
    }),
  );

  it(
    'takes a hundred thousand chunks of one byte',
    test(async ({ storage }) => {
      const bytes = noise(100_000);
      const staged = await right(storage.stage(inChunks(bytes, 1), NO_LIMIT));
      expect(staged.sha256).to.equal(sha256(bytes));
      await staged.discard();
    }),
  );

  it(
    'stages a file without bytes',
    test(async ({ storage }) => {
      const staged = await right(storage.stage(from(), 10));
      expect(staged.sizeBytes).to.equal(0);
      expect(staged.sha256).to.equal(sha256(Buffer.alloc(0)));
      expect(await staged.read(0, 10)).to.have.length(0);
      expect(await collect(staged.bytes())).to.have.length(0);
      await staged.discard();
    }),
  );

  it(
    'reads by position, fewer bytes only at the end',
    test(async ({ storage }) => {
      const bytes = noise(300_000);
      const staged = await stageAll(storage, bytes);
      await fc.assert(
        fc.asyncProperty(fc.nat(310_000), fc.nat(310_000), async (position, length) => {
          const read = await staged.read(position, length);
          expect(Buffer.from(read).equals(bytes.subarray(position, position + length))).to.equal(true);
        }),
        { numRuns: 50 },
      );
      expect(await staged.read(299_999, 1e9)).to.have.length(1);
      await staged.discard();
    }),
  );

  it(
    'reads the whole any number of times, also at once and also left early',
    test(async ({ storage }) => {
      const bytes = noise(2 * MEGABYTE + 5);
      const staged = await stageAll(storage, bytes);
      for await (const chunk of staged.bytes()) {
        expect(chunk.length).to.be.greaterThan(0);
        break;
      }
      const copies = await Promise.all(times(3, () => collect(staged.bytes())));
      for (const copy of copies) expect(copy.equals(bytes)).to.equal(true);
      await staged.discard();
    }),
  );

  it(
    'passes a file of exactly the limit and refuses one byte more',
    test(async ({ storage, kept }) => {
      for (const limit of [1, 1000, MEGABYTE, 2 * MEGABYTE + 7]) {
        const staged = await right(storage.stage(inChunks(noise(limit), 40_000), limit));
        expect(staged.sizeBytes).to.equal(limit);
        await staged.discard();
        const refusal = await left(storage.stage(inChunks(noise(limit + 1), 40_000), limit));
        expect(refusal._tag).to.equal('TooLarge');
      }
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'leaves an endless source as soon as the limit is passed',
    test(async ({ storage, kept }) => {
      let given = 0;
      let wasLeft = false;
      async function* endless(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) {
            given += 1000;
            yield Buffer.alloc(1000);
          }
        } finally {
          wasLeft = true;
        }
      }
      expect((await left(storage.stage(endless(), 4500)))._tag).to.equal('TooLarge');
      expect(given).to.equal(5000);
      expect(wasLeft).to.equal(true);
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'pulls nothing before it is run, and stages again each time it is run',
    test(async ({ storage, kept }) => {
      let pulls = 0;
      const bytes = {
        [Symbol.asyncIterator]: () => {
          pulls += 1;
          return from(Buffer.from('hello'));
        },
      };
      const stage = storage.stage(bytes, 10);
      expect(pulls).to.equal(0);
      expect(await kept()).to.deep.equal(NOTHING);
      const both = [await right(stage), await right(stage)];
      expect(pulls).to.equal(2);
      for (const staged of both) await staged.discard();
    }),
  );

  it(
    'leaves nothing behind where the source throws after all, and passes on what it threw',
    test(async ({ storage, kept }) => {
      const broken = Object.assign(new Error('reset'), { errno: -104, code: 'ECONNRESET' });
      async function* breaking(): AsyncGenerator<Uint8Array> {
        yield noise(2 * MEGABYTE);
        throw broken;
      }
      const thrown: unknown = await storage
        .stage(breaking(), NO_LIMIT)()
        .catch((error: unknown) => error);
      expect(thrown).to.equal(broken);
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'stages twenty files at once without mixing them',
    test(async ({ storage, kept }) => {
      const all = times(20, (index) => noise(200_000 + index, index));
      const staged = await Promise.all(all.map((bytes) => right(storage.stage(inChunks(bytes, 7001), NO_LIMIT))));
      expect(staged.map((file) => file.sha256)).to.deep.equal(all.map(sha256));
      expect(await kept()).to.deep.equal({ staged: 20, published: 0 });
      await Promise.all(staged.map((file) => file.discard()));
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'discards what was not published, once or twice or at once',
    test(async ({ storage, kept }) => {
      const staged = await stageAll(storage, noise(1000));
      await Promise.all([staged.discard(), staged.discard()]);
      await staged.discard();
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'discards one of two staged copies and leaves the other',
    test(async ({ storage }) => {
      const bytes = noise(1000);
      const [one, two] = [await stageAll(storage, bytes), await stageAll(storage, bytes)];
      await one.discard();
      expect((await collect(two.bytes())).equals(bytes)).to.equal(true);
      await two.discard();
    }),
  );

  it(
    'keeps a published file when its staged one is discarded',
    test(async ({ storage, kept }) => {
      const bytes = noise(1000);
      const { id } = await publishAll(storage, bytes, 'image/png', acme);
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'keeps a published file also where the staged one is discarded twice',
    test(async ({ storage, kept }) => {
      const bytes = noise(1000);
      const staged = await stageAll(storage, bytes);
      const { id } = await right(staged.publish(acme, 'image/png'));
      await Promise.all([staged.discard(), staged.discard()]);
      await staged.discard();
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'discards the copy of a file that another staged one was published as',
    test(async ({ storage, kept }) => {
      const bytes = noise(1000);
      const [one, two] = [await stageAll(storage, bytes), await stageAll(storage, bytes)];
      const { id } = await right(one.publish(acme, 'image/png'));
      expect((await right(two.publish(acme, 'image/png'))).id).to.equal(id);
      await one.discard();
      await two.discard();
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'reads nothing more of a file that was discarded, published or not',
    test(async ({ storage }) => {
      const [one, two] = [await stageAll(storage, noise(1000)), await stageAll(storage, noise(MEGABYTE, 1))];
      await right(two.publish(acme, 'image/png'));
      for (const staged of [one, two]) {
        await staged.discard();
        expect(await rejection(() => staged.read(0, 10))).to.be.instanceOf(TypeError);
        expect(await rejection(() => collect(staged.bytes()))).to.be.instanceOf(TypeError);
      }
    }),
  );
};
