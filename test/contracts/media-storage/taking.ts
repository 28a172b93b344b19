import { expect } from 'chai';
import { MEGABYTE } from '../../../src/domain/model/bytes.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import { MINUTE } from '../../../src/domain/model/time.js';
import { left, mediaId, none, rejection, right, some, times } from '../support.js';
import {
  acme,
  collect,
  type MediaStage,
  noise,
  NOTHING,
  other,
  publishAll,
  served,
  sha256,
  stageAll,
  type Test,
} from './stage.js';

/** Of more than one chunk of either store. */
const SIZE = 600_000;
const LATER = 10 * MINUTE + 1;
const ONE = { staged: 0, published: 1 };

/** A published file that a message names, as one that is sent again is. */
const namedFile = async ({ storage, name }: MediaStage, bytes: Uint8Array): Promise<MediaId> => {
  const { id, release } = await publishAll(storage, bytes);
  await name(id);
  release();
  return id;
};

export const takingLaws = (test: Test): void => {
  it(
    'has none for an id that nothing was published under, and for what is no id at all',
    test(async ({ storage }) => {
      await none(storage.take(mediaId('a'), acme));
      const staged = await stageAll(storage, noise(10));
      await none(storage.take(mediaId('a'), acme));
      for (const id of ['', '..', `../${'a'.repeat(40)}`, 'é'.repeat(43), '__proto__', 'staging'])
        await none(storage.take(id as MediaId, acme));
      await staged.discard();
    }),
  );

  it(
    'has none for a file of another account, whatever is wrong with it',
    test(async (stage) => {
      const id = await namedFile(stage, noise(SIZE));
      await none(stage.storage.take(id, other));
      await stage.lose(id);
      await none(stage.storage.take(id, other));
    }),
  );

  it(
    'gives size, hash, type and all bytes, as often as they are asked for',
    test(async (stage) => {
      const bytes = noise(2 * MEGABYTE + 3);
      const id = await namedFile(stage, bytes);
      const taken = await some(stage.storage.take(id, acme));
      expect(taken).to.include({ type: 'image/jpeg', sizeBytes: bytes.length, sha256: sha256(bytes) });
      expect((await collect(taken.bytes())).equals(bytes)).to.equal(true);
      expect((await collect(taken.bytes())).equals(bytes)).to.equal(true);
      const around = MEGABYTE - 5;
      expect(Buffer.from(await taken.read(around, 10)).equals(bytes.subarray(around, around + 10))).to.equal(true);
      expect(await taken.read(bytes.length - 3, 10)).to.have.length(3);
      await taken.discard();
      expect(await rejection(() => taken.read(0, 1))).to.be.instanceOf(TypeError);
    }),
  );

  it(
    'publishes the same file under the same id, and copies nothing',
    test(async (stage) => {
      const { storage, kept } = stage;
      const bytes = noise(SIZE);
      const id = await namedFile(stage, bytes);
      const taken = await some(storage.take(id, acme));
      expect(await kept()).to.deep.equal(ONE);
      const published = await right(taken.publish(acme, taken.type));
      expect(published.id).to.equal(id);
      expect((await right(taken.publish(acme, taken.type))).id).to.equal(id);
      expect(await kept()).to.deep.equal(ONE);
      await taken.discard();
      expect(await kept()).to.deep.equal(ONE);
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'can still be read after it was published, until it is discarded',
    test(async (stage) => {
      const bytes = noise(SIZE);
      const taken = await some(stage.storage.take(await namedFile(stage, bytes), acme));
      await right(taken.publish(acme, taken.type));
      expect((await collect(taken.bytes())).equals(bytes)).to.equal(true);
      await taken.discard();
      await taken.discard();
      expect(await rejection(taken.publish(acme, taken.type))).to.be.instanceOf(TypeError);
    }),
  );

  it(
    'removes nothing where it is discarded unpublished',
    test(async (stage) => {
      const bytes = noise(SIZE);
      const id = await namedFile(stage, bytes);
      await (await some(stage.storage.take(id, acme))).discard();
      expect((await served(stage.storage, id)).equals(bytes)).to.equal(true);
      expect(await stage.kept()).to.deep.equal(ONE);
    }),
  );

  it(
    'keeps the sweep away from a file that no message names, until it is discarded',
    test(async ({ storage, pass, kept }) => {
      const { id, release } = await publishAll(storage, noise(SIZE));
      release();
      const taken = await some(storage.take(id, acme));
      pass(LATER);
      expect((await right(storage.sweep)).count).to.equal(0);
      const published = await right(taken.publish(acme, taken.type));
      await taken.discard();
      pass(LATER);
      expect((await right(storage.sweep)).count).to.equal(0);
      published.release();
      expect((await right(storage.sweep)).count).to.equal(1);
      await none(storage.take(id, acme));
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'counts the ten minutes of a file that no message names from its last publishing, also as a taken one',
    test(async ({ storage, pass }) => {
      const { id, release } = await publishAll(storage, noise(1000));
      release();
      pass(9 * MINUTE);
      const taken = await some(storage.take(id, acme));
      (await right(taken.publish(acme, taken.type))).release();
      await taken.discard();
      pass(9 * MINUTE);
      expect((await right(storage.sweep)).count).to.equal(0);
      pass(2 * MINUTE);
      expect((await right(storage.sweep)).count).to.equal(1);
    }),
  );

  it(
    'publishes a copy of its own under another type',
    test(async (stage) => {
      const { storage, kept } = stage;
      const bytes = noise(SIZE);
      const id = await namedFile(stage, bytes);
      const taken = await some(storage.take(id, acme));
      const published = await right(taken.publish(acme, 'application/pdf'));
      expect(published.id)
        .to.equal((await publishAll(storage, bytes, 'application/pdf')).id)
        .and.not.to.equal(id);
      expect((await right(taken.publish(acme, 'application/pdf'))).id).to.equal(published.id);
      expect((await collect(taken.bytes())).equals(bytes)).to.equal(true);
      await taken.discard();
      expect((await served(storage, published.id)).equals(bytes)).to.equal(true);
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
      expect(await kept()).to.deep.equal({ staged: 0, published: 2 });
    }),
  );

  it(
    'makes a file available again whose record was removed meanwhile',
    test(async (stage) => {
      const { storage, unrecord, pass } = stage;
      const bytes = noise(SIZE);
      const id = await namedFile(stage, bytes);
      const taken = await some(storage.take(id, acme));
      await unrecord(id);
      expect((await right(taken.publish(acme, taken.type))).id).to.equal(id);
      await taken.discard();
      await stage.name(id);
      pass(LATER);
      await right(storage.sweep);
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
      expect(await stage.kept()).to.deep.equal(ONE);
    }),
  );

  for (const harm of ['rot', 'cut'] as const)
    it(
      `publishes no bytes that have changed meanwhile (${harm}), and leaves what replaced them`,
      test(async (stage) => {
        const { storage } = stage;
        const bytes = noise(SIZE);
        const id = await namedFile(stage, bytes);
        const taken = await some(storage.take(id, acme));
        await stage[harm](id);
        await publishAll(storage, bytes);
        expect((await left(taken.publish(acme, taken.type)))._tag).to.equal('Unavailable');
        await taken.discard();
        expect((await served(storage, id)).equals(bytes)).to.equal(true);
      }),
    );

  for (const harm of ['cut', 'lose', 'damage'] as const)
    it(
      `says that a file is damaged, and opens nothing of it (${harm})`,
      test(async (stage) => {
        const id = await namedFile(stage, noise(SIZE));
        await stage[harm](id);
        const fault = await left(stage.storage.take(id, acme));
        expect(fault._tag).to.equal('DamagedFile');
        expect(String((fault as { readonly what: string }).what)).not.to.include(`${id} `);
      }),
    );

  it(
    'leaves one whole file where many take and publish it while it is swept and uploaded again',
    test(async ({ storage, pass, kept }) => {
      const bytes = noise(SIZE);
      for (let round = 0; round < 3; round++) {
        const { id, release } = await publishAll(storage, bytes);
        release();
        pass(LATER);
        const takeOnce = async (): Promise<void> => {
          const found = await right(storage.take(id, acme));
          if (found._tag === 'None') return;
          const taken = found.value;
          const published = await right(taken.publish(acme, taken.type));
          expect((await served(storage, published.id)).equals(bytes)).to.equal(true);
          published.release();
          await taken.discard();
        };
        const uploadOnce = async (): Promise<void> => (await publishAll(storage, bytes)).release();
        await Promise.all([...times(8, takeOnce), right(storage.sweep), uploadOnce(), ...times(4, takeOnce)]);
        expect((await served(storage, id)).equals(bytes)).to.equal(true);
      }
      pass(LATER);
      await right(storage.sweep);
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );
};
