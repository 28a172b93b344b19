import { expect } from 'chai';
import { Binary, ObjectId } from 'mongodb';
import { MINUTE } from '../../../../../src/domain/model/time.js';
import { noise, publishAll } from '../../../../contracts/media-storage/stage.js';
import { on, right, some } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { type MediaDatabase, openMediaDatabase } from '../media-database.js';

const LATER = 11 * MINUTE;

/** A whole file that no record and no staging document names. */
const addUnknown = async ({ database, now }: MediaDatabase): Promise<void> => {
  const _id = new ObjectId();
  await database
    .collection('media.chunks')
    .insertOne({ _id: new ObjectId(), files_id: _id, n: 0, data: new Binary(noise(100)) });
  await database
    .collection('media.files')
    .insertOne({ _id, length: 100, chunkSize: 524_288, uploadDate: new Date(now() - LATER), filename: 'unknown' });
};

withMongodb(() => {
  describe('the sweep of a database', () => {
    const test = on(openMediaDatabase);

    it(
      'looks for files of unknown origin once a process',
      test(async (media) => {
        await addUnknown(media);
        expect((await right(media.storage.sweep)).count).to.equal(1);
        await addUnknown(media);
        expect((await right(media.storage.sweep)).count).to.equal(0);
        expect((await right((await media.restart()).sweep)).count).to.equal(1);
        expect(await media.kept()).to.deep.equal({ staged: 0, published: 0 });
      }),
    );

    it(
      'removes what was read while its record went, once nobody reads it any more',
      test(async ({ storage, pass, kept }) => {
        const { id, release } = await publishAll(storage, noise(1_000));
        const file = await some(storage.open(id));
        release();
        pass(LATER);
        await right(storage.sweep);
        await right(storage.sweep);
        expect(await kept()).to.deep.equal({ staged: 1, published: 0 });
        await file.close();
        await right(storage.sweep);
        expect(await kept()).to.deep.equal({ staged: 0, published: 0 });
      }),
    );

    it(
      'leaves a published file whose removal was interrupted before its record went',
      test(async ({ storage, database, name, pass, kept }) => {
        const { id, release } = await publishAll(storage, noise(1_000));
        await name(id);
        release();
        const record = await database.collection('media').findOne({ _id: { $eq: id } });
        await database
          .collection('staging')
          .insertOne({ _id: record?.['file'] as ObjectId, renewedAt: 0, claimed: true });
        pass(LATER);
        expect((await right(storage.sweep)).count).to.equal(0);
        expect(await database.collection('staging').countDocuments({})).to.equal(0);
        expect(await kept()).to.deep.equal({ staged: 0, published: 1 });
      }),
    );
  });
});
