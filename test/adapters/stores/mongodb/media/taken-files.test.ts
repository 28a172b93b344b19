import { expect } from 'chai';
import { MINUTE } from '../../../../../src/domain/model/time.js';
import { UNNAMED_KEPT } from '../../../../../src/domain/ports/media-storage.js';
import { left, right, some } from '../../../../contracts/support.js';
import { acme, collect, noise, publishAll, served } from '../../../../contracts/media-storage/stage.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { type MediaDatabase, openMediaDatabase } from '../media-database.js';

withMongodb(() => {
  describe('a published file that is taken from GridFS', () => {
    let one: MediaDatabase;
    beforeEach(async () => {
      one = await openMediaDatabase();
    });
    afterEach(() => one.close());

    const bytes = noise(600_000);

    it('is left alone by the sweep of another node, which knows no pin of this one', async () => {
      const { id, release } = await publishAll(one.storage, bytes);
      release();
      one.pass(9 * MINUTE);
      const taken = await some(one.storage.take(id, acme));
      const another = await one.restart();
      one.pass(9 * MINUTE);
      expect((await right(another.sweep)).count).to.equal(0);
      await right(taken.publish(acme, taken.type));
      one.pass(9 * MINUTE);
      expect((await right(another.sweep)).count).to.equal(0);
      expect((await collect(taken.bytes())).equals(bytes)).to.equal(true);
      await taken.discard();
      expect((await served(another, id)).equals(bytes)).to.equal(true);
    });

    it('is unavailable, and nothing of it is published, where another node has removed it after all', async () => {
      const { id, release } = await publishAll(one.storage, bytes);
      release();
      const taken = await some(one.storage.take(id, acme));
      const another = await one.restart();
      one.pass(UNNAMED_KEPT + 1);
      expect((await right(another.sweep)).count).to.equal(1);
      expect((await left(taken.publish(acme, taken.type)))._tag).to.equal('Unavailable');
      await taken.discard();
      expect(await one.kept()).to.deep.equal({ staged: 0, published: 0 });
    });

    it('is published from a copy where its record names another file by now', async () => {
      const { id } = await publishAll(one.storage, bytes);
      const taken = await some(one.storage.take(id, acme));
      await one.unrecord(id);
      await publishAll(one.storage, bytes);
      expect((await right(taken.publish(acme, taken.type))).id).to.equal(id);
      expect((await collect(taken.bytes())).equals(bytes)).to.equal(true);
      await taken.discard();
      expect((await served(one.storage, id)).equals(bytes)).to.equal(true);
    });
  });
});
