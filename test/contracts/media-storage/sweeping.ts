import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import { MINUTE } from '../../../src/domain/model/time.js';
import { none, right, some, times } from '../support.js';
import { acme, collect, noise, NOTHING, publishAll, served, stageAll, type Test } from './stage.js';

const LATER = 10 * MINUTE + 1;

export const sweepingLaws = (test: Test): void => {
  it(
    'removes nothing where nothing is left over',
    test(async ({ storage }) => {
      expect((await right(storage.sweep)).count).to.equal(0);
    }),
  );

  it(
    'never removes a staged file of a running request',
    test(async ({ storage, kept }) => {
      const bytes = noise(10_000);
      const staged = await stageAll(storage, bytes);
      expect((await right(storage.sweep)).count).to.equal(0);
      expect(await kept()).to.deep.equal({ staged: 1, published: 0 });
      expect((await collect(staged.bytes())).equals(bytes)).to.equal(true);
      const { id } = await right(staged.publish(acme, 'image/png'));
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
      await staged.discard();
    }),
  );

  it(
    'never removes one that is still coming in',
    test(async ({ storage }) => {
      const bytes = noise(10_000);
      async function* slow(): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(0, 5000);
        expect((await right(storage.sweep)).count).to.equal(0);
        yield bytes.subarray(5000);
      }
      const staged = await right(storage.stage(slow(), 10_000));
      const { id } = await right(staged.publish(acme, 'image/png'));
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
      await staged.discard();
    }),
  );

  it(
    'removes the staged files of a dead process',
    test(async ({ storage, restart, pass, kept }) => {
      const dead = await Promise.all(times(3, (index) => stageAll(storage, noise(1000, index))));
      const next = await restart();
      pass(LATER);
      expect((await right(next.sweep)).count).to.equal(3);
      expect(await kept()).to.deep.equal(NOTHING);
      for (const staged of dead) await staged.discard();
    }),
  );

  it(
    'removes a published file that no message names, once it is older than ten minutes',
    test(async ({ storage, pass, kept }) => {
      const { id, release } = await publishAll(storage, noise(1000));
      release();
      pass(10 * MINUTE);
      expect((await right(storage.sweep)).count).to.equal(0);
      expect(await served(storage, id)).to.have.length(1000);
      pass(1);
      expect((await right(storage.sweep)).count).to.equal(1);
      await none(storage.open(id));
      expect(await kept()).to.deep.equal(NOTHING);
      expect((await right(storage.sweep)).count).to.equal(0);
    }),
  );

  it(
    'never removes a file that a message names',
    test(async ({ storage, name, pass, restart }) => {
      const { id, release } = await publishAll(storage, noise(1000));
      await name(id);
      release();
      pass(LATER);
      expect((await right(storage.sweep)).count).to.equal(0);
      const next = await restart();
      expect((await right(next.sweep)).count).to.equal(0);
      expect(await served(next, id)).to.have.length(1000);
    }),
  );

  it(
    'never removes a file that is pinned, until its last pin is released',
    test(async ({ storage, pass }) => {
      const [one, two] = [await publishAll(storage, noise(1000)), await publishAll(storage, noise(1000))];
      pass(LATER);
      expect((await right(storage.sweep)).count).to.equal(0);
      one.release();
      one.release();
      expect((await right(storage.sweep)).count).to.equal(0);
      two.release();
      expect((await right(storage.sweep)).count).to.equal(1);
      await none(storage.open(one.id));
    }),
  );

  it(
    'forgets the pins of a dead process',
    test(async ({ storage, pass, restart }) => {
      await publishAll(storage, noise(1000));
      const next = await restart();
      pass(LATER);
      expect((await right(next.sweep)).count).to.equal(1);
    }),
  );

  it(
    'counts the ten minutes from the last publishing',
    test(async ({ storage, pass }) => {
      (await publishAll(storage, noise(1000))).release();
      pass(9 * MINUTE);
      const { id, release } = await publishAll(storage, noise(1000));
      release();
      pass(9 * MINUTE);
      expect((await right(storage.sweep)).count).to.equal(0);
      expect(await served(storage, id)).to.have.length(1000);
      pass(2 * MINUTE);
      expect((await right(storage.sweep)).count).to.equal(1);
    }),
  );

  it(
    'publishes again what was swept',
    test(async ({ storage, pass, kept }) => {
      const bytes = noise(1000);
      (await publishAll(storage, bytes)).release();
      pass(LATER);
      expect((await right(storage.sweep)).count).to.equal(1);
      const { id } = await publishAll(storage, bytes);
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
    }),
  );

  it(
    'lets those read to the end who have a file open',
    test(async ({ storage, pass }) => {
      const bytes = noise(600_000);
      const { id, release } = await publishAll(storage, bytes);
      const file = await some(storage.open(id));
      release();
      pass(LATER);
      expect((await right(storage.sweep)).count).to.equal(1);
      expect((await collect(file.bytes(O.none))).equals(bytes)).to.equal(true);
      await file.close();
    }),
  );

  it(
    'leaves a damaged record and its file, names it without its whole id, and removes the others',
    test(async ({ storage, pass, damage, kept }) => {
      const published = await Promise.all(times(3, (index) => publishAll(storage, noise(1000, index))));
      published.forEach(({ release }) => release());
      const id = published[1]?.id ?? ('' as MediaId);
      await damage(id);
      pass(LATER);
      for (const count of [2, 0]) {
        const round = await right(storage.sweep);
        expect(round.count).to.equal(count);
        expect(round.damaged.map(({ what }) => what).join('\n')).to.contain(id.slice(0, 8));
        expect(round.damaged.map(({ what }) => what).join('\n')).to.not.contain(id);
      }
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
    }),
  );

  it(
    'takes no file from those who publish it while it sweeps',
    test(async ({ storage, pass, kept }) => {
      const files = times(8, (index) => noise(5000, index));
      for (let round = 0; round < 5; round++) {
        for (const bytes of files) (await publishAll(storage, bytes)).release();
        pass(LATER);
        const [, ...published] = await Promise.all([
          right(storage.sweep),
          ...files.map((bytes) => publishAll(storage, bytes)),
        ]);
        for (const [index, { id }] of published.entries())
          expect((await served(storage, id)).equals(files[index] ?? Buffer.alloc(0))).to.equal(true);
        for (const { release } of published) release();
      }
      pass(LATER);
      await right(storage.sweep);
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'removes hundreds of files and keeps those among them that are named',
    test(async ({ storage, pass, name, kept }) => {
      const published = await Promise.all(times(300, (index) => publishAll(storage, noise(100, index))));
      for (const [index, { id, release }] of published.entries()) {
        if (index % 50 === 0) await name(id);
        release();
      }
      pass(LATER);
      expect((await right(storage.sweep)).count).to.equal(294);
      expect(await kept()).to.deep.equal({ staged: 0, published: 6 });
    }),
  );
};
