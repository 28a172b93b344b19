import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { MEGABYTE } from '../../../src/domain/model/bytes.js';
import { parseMediaId } from '../../../src/domain/model/message.js';
import { right, some, times } from '../support.js';
import { acme, collect, noise, other, publishAll, served, sha256, stageAll, type Test } from './stage.js';

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
      const first = await right(storage.publish(staged, acme, 'image/png'));
      const second = await right(storage.publish(staged, acme, 'image/png'));
      expect(second.id).to.equal(first.id);
      await storage.discard(staged)();
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
    'can be read from the staged file until that is discarded, whoever published the bytes',
    test(async ({ storage }) => {
      const bytes = noise(MEGABYTE + 1);
      const [one, two] = [await stageAll(storage, bytes), await stageAll(storage, bytes)];
      await right(storage.publish(one, acme, 'video/mp4'));
      await right(storage.publish(two, acme, 'video/mp4'));
      for (const staged of [one, two, one]) {
        expect((await collect(staged.bytes())).equals(bytes)).to.equal(true);
        expect(await staged.read(MEGABYTE, 10)).to.have.length(1);
      }
      await storage.discard(one)();
      expect((await collect(two.bytes())).equals(bytes)).to.equal(true);
      await storage.discard(two)();
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
    'rejects for a file that was not staged here',
    test(async ({ storage }) => {
      const staged = await stageAll(storage, noise(10));
      const answer: unknown = await storage
        .publish({ ...staged }, acme, 'image/png')()
        .catch(() => 'rejected');
      expect(answer).to.equal('rejected');
      await storage.discard({ ...staged })();
      await storage.discard(staged)();
    }),
  );
};
