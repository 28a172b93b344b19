import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { MEGABYTE } from '../../../src/domain/model/bytes.js';
import { parseMediaId } from '../../../src/domain/model/media/media-id.js';
import { UNNAMED_KEPT } from '../../../src/domain/ports/media-storage.js';
import { left, mediaId, none, rejection, right, some, times } from '../support.js';
import { acme, collect, noise, NOTHING, other, publishAll, served, sha256, stageAll, type Test } from './stage.js';

export const publishingLaws = (test: Test): void => {
  it(
    'names a file by the HMAC of its hash and type under the key of its account',
    test(async ({ storage }) => {
      const bytes = noise(5000);
      const { id } = await publishAll(storage, bytes, 'audio/ogg; codecs=opus', acme);
      const expected = createHmac('sha256', Buffer.alloc(32, 1)).update(`${sha256(bytes)}audio/ogg; codecs=opus`);
      expect(id).to.equal(expected.digest('base64url'));
      expect(parseMediaId(id)).to.equal(id);
    }),
  );

  it(
    'serves a file from the moment it is published',
    test(async ({ storage }) => {
      const bytes = noise(2 * MEGABYTE + 3);
      const { id } = await publishAll(storage, bytes, 'application/pdf', acme);
      const file = await some(storage.open(id));
      expect(file).to.include({ type: 'application/pdf', sizeBytes: bytes.length });
      await file.close();
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'still serves it after a restart',
    test(async ({ storage, restart }) => {
      const bytes = noise(70_000);
      const { id } = await publishAll(storage, bytes);
      expect((await served(await restart(), id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'keeps the same bytes of the same account and type once',
    test(async ({ storage, kept }) => {
      const bytes = noise(5000);
      const [first, second] = [await publishAll(storage, bytes), await publishAll(storage, bytes)];
      expect(second.id).to.equal(first.id);
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      expect((await served(storage, first.id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'keeps them once also where a message names them already',
    test(async ({ storage, kept, name }) => {
      const bytes = noise(5000);
      const { id } = await publishAll(storage, bytes);
      await name(id);
      expect((await publishAll(storage, bytes)).id).to.equal(id);
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'keeps accounts apart, and types, and bytes',
    test(async ({ storage, kept }) => {
      const bytes = noise(5000);
      const published = [
        await publishAll(storage, bytes, 'text/plain', acme),
        await publishAll(storage, bytes, 'text/plain', other),
        await publishAll(storage, bytes, 'application/pdf', acme),
        await publishAll(storage, noise(5000, 1), 'text/plain', acme),
      ];
      expect(new Set(published.map(({ id }) => id)).size).to.equal(4);
      expect(await kept()).to.deep.equal({ staged: 0, published: 4 });
    }),
  );

  it(
    'is harmless when it is repeated for one staged file',
    test(async ({ storage, kept }) => {
      const staged = await stageAll(storage, noise(5000));
      const first = await right(staged.publish(acme, 'image/png'));
      const second = await right(staged.publish(acme, 'image/png'));
      expect(second.id).to.equal(first.id);
      await staged.discard();
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
    }),
  );

  it(
    'leaves one whole file where twenty publish the same bytes at once',
    test(async ({ storage, kept }) => {
      const bytes = noise(MEGABYTE + 1);
      const published = await Promise.all(
        times(20, async () => {
          const one = await publishAll(storage, bytes);
          expect((await served(storage, one.id)).equals(bytes)).to.equal(true);
          return one;
        }),
      );
      expect(new Set(published.map(({ id }) => id)).size).to.equal(1);
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
    }),
  );

  it(
    'can be read from the staged file until that is discarded, whichever copy was published first',
    test(async ({ storage }) => {
      const bytes = noise(MEGABYTE + 1);
      const [one, two] = [await stageAll(storage, bytes), await stageAll(storage, bytes)];
      await right(one.publish(acme, 'video/mp4'));
      await right(two.publish(acme, 'video/mp4'));
      for (const staged of [one, two, one]) {
        expect((await collect(staged.bytes())).equals(bytes)).to.equal(true);
        expect(await staged.read(MEGABYTE, 10)).to.have.length(1);
      }
      await one.discard();
      expect((await collect(two.bytes())).equals(bytes)).to.equal(true);
      await two.discard();
    }),
  );

  it(
    'does not disturb those who read the file meanwhile',
    test(async ({ storage }) => {
      const bytes = noise(3 * MEGABYTE);
      const { id } = await publishAll(storage, bytes);
      const readers = times(5, () => served(storage, id));
      await publishAll(storage, bytes);
      for (const read of await Promise.all(readers)) expect(read.equals(bytes)).to.equal(true);
    }),
  );

  it(
    'rejects once the staged file is discarded, and leaves nothing',
    test(async ({ storage, kept }) => {
      const staged = await stageAll(storage, noise(10));
      await staged.discard();
      expect(await rejection(staged.publish(acme, 'image/png'))).to.be.instanceOf(TypeError);
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'rejects for another account or type than the staged file was published for',
    test(async ({ storage, kept }) => {
      const staged = await stageAll(storage, noise(10));
      const { id } = await right(staged.publish(acme, 'image/png'));
      expect(await rejection(staged.publish(other, 'image/png'))).to.be.instanceOf(TypeError);
      expect(await rejection(staged.publish(acme, 'image/jpeg'))).to.be.instanceOf(TypeError);
      expect((await right(staged.publish(acme, 'image/png'))).id).to.equal(id);
      await staged.discard();
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
    }),
  );

  it(
    'is harmless when one staged file is published many times at once',
    test(async ({ storage, kept }) => {
      const bytes = noise(70_000);
      const staged = await stageAll(storage, bytes);
      const published = await Promise.all(times(5, () => right(staged.publish(acme, 'image/png'))));
      expect(new Set(published.map(({ id }) => id)).size).to.equal(1);
      await staged.discard();
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      expect((await served(storage, published[0]?.id ?? mediaId('a'))).equals(bytes)).to.equal(true);
    }),
  );

  it(
    'comes to its end where the file is discarded meanwhile',
    test(async ({ storage, kept }) => {
      const bytes = noise(70_000);
      const staged = await stageAll(storage, bytes);
      const publishing = right(staged.publish(acme, 'image/png'));
      await staged.discard();
      const { id } = await publishing;
      expect((await served(storage, id)).equals(bytes)).to.equal(true);
      expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
    }),
  );

  it(
    'is unavailable again for a staged file whose published one was swept meanwhile',
    test(async ({ storage, pass, kept }) => {
      const staged = await stageAll(storage, noise(1000));
      const { id, release } = await right(staged.publish(acme, 'image/png'));
      release();
      pass(UNNAMED_KEPT + 1);
      expect((await right(storage.sweep)).count).to.equal(1);
      expect((await left(staged.publish(acme, 'image/png')))._tag).to.equal('Unavailable');
      await none(storage.open(id));
      await staged.discard();
      expect(await kept()).to.deep.equal(NOTHING);
    }),
  );

  it(
    'pins the file once a publishing: the sweep waits for all of them',
    test(async ({ storage, pass }) => {
      const staged = await stageAll(storage, noise(1000));
      const one = await right(staged.publish(acme, 'image/png'));
      const two = await right(staged.publish(acme, 'image/png'));
      await staged.discard();
      one.release();
      pass(UNNAMED_KEPT + 1);
      expect((await right(storage.sweep)).count).to.equal(0);
      two.release();
      expect((await right(storage.sweep)).count).to.equal(1);
    }),
  );
};
