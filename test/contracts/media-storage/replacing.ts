import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import { MINUTE } from '../../../src/domain/model/time.js';
import { right, some, times } from '../support.js';
import { collect, type MediaStage, noise, publishAll, served, type Test } from './stage.js';

type Harm = (stage: MediaStage, id: MediaId) => Promise<void>;

/** What may become of a published file and its record. */
const harms: Readonly<Record<string, Harm>> = {
  'whose bytes are wrong': ({ rot }, id) => rot(id),
  'that is cut short': ({ cut }, id) => cut(id),
  'whose bytes are gone': ({ lose }, id) => lose(id),
  'whose record is gone': ({ unrecord }, id) => unrecord(id),
  'whose record is damaged': ({ damage }, id) => damage(id),
  'whose bytes are wrong and whose record is gone': async ({ rot, unrecord }, id) => {
    await rot(id);
    await unrecord(id);
  },
  'whose bytes are wrong and whose record is damaged': async ({ rot, damage }, id) => {
    await rot(id);
    await damage(id);
  },
};

/** Of more than one chunk of either store. */
const SIZE = 600_000;
const LATER = 11 * MINUTE;

export const replacingLaws = (test: Test): void => {
  for (const [what, harm] of Object.entries(harms)) {
    it(
      `replaces a file ${what} by the right bytes, once, and keeps it while a message names it`,
      test(async (stage) => {
        const { storage, name, kept, pass } = stage;
        const bytes = noise(SIZE);
        const first = await publishAll(storage, bytes);
        await name(first.id);
        first.release();
        await harm(stage, first.id);
        const again = await publishAll(storage, bytes);
        expect(again.id).to.equal(first.id);
        expect((await served(storage, first.id)).equals(bytes)).to.equal(true);
        await name(first.id);
        again.release();
        pass(LATER);
        expect((await right(storage.sweep)).damaged).to.deep.equal([]);
        expect((await served(storage, first.id)).equals(bytes)).to.equal(true);
        expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      }),
    );

    it(
      `leaves one whole file where several publish the right bytes of a file ${what} at once`,
      test(async (stage) => {
        const { storage, kept, pass, name } = stage;
        const bytes = noise(SIZE);
        const { id } = await publishAll(storage, bytes);
        await name(id);
        await harm(stage, id);
        await Promise.all(times(5, () => publishAll(storage, bytes)));
        expect((await served(storage, id)).equals(bytes)).to.equal(true);
        pass(LATER);
        await right(storage.sweep);
        expect((await served(storage, id)).equals(bytes)).to.equal(true);
        expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      }),
    );
  }

  it(
    'lets those read the old bytes to their end who have the file open',
    test(async ({ storage, rot, name, pass }) => {
      const bytes = noise(SIZE);
      const { id } = await publishAll(storage, bytes);
      await name(id);
      await rot(id);
      const old = await served(storage, id);
      const file = await some(storage.open(id));
      await publishAll(storage, bytes);
      pass(LATER);
      await right(storage.sweep);
      expect((await collect(file.bytes(O.none))).equals(old)).to.equal(true);
      await file.close();
      expect(old.equals(bytes)).to.equal(false);
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'sweeps a file that was replaced and that no message names',
    test(async ({ storage, rot, pass, kept }) => {
      const bytes = noise(SIZE);
      const first = await publishAll(storage, bytes);
      first.release();
      await rot(first.id);
      const again = await publishAll(storage, bytes);
      again.release();
      pass(LATER);
      await right(storage.sweep);
      expect(await kept()).to.deep.equal({ staged: 0, published: 0 });
    }),
  );
};
