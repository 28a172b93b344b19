import { expect } from 'chai';
import { type MediaId } from '../../../../../src/domain/model/media/media-id.js';
import { DAY, HOUR, MINUTE } from '../../../../../src/domain/model/time.js';
import { eraseAll, fileOf, makePerson, person, sendTo } from '../../../../contracts/erasing/stage.js';
import { noise, publishAll, served } from '../../../../contracts/media-storage/stage.js';
import { none, NOW, on, right, times } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { keptIn } from '../media-database.js';
import { type MongodbErasingStage, openErasingStage } from './stage.js';

/** Publishes on a node, opens no message and holds the file no more, as a process that dies there. */
const use = async ({ nodes }: MongodbErasingStage, node: 0 | 1 | 2, seed: number): Promise<MediaId> => {
  const { id, release } = await publishAll(nodes[node].storage, noise(1_000, seed), 'application/pdf');
  release();
  return id;
};

withMongodb(() => {
  describe('files of erased people', () => {
    const test = on(openErasingStage);

    it(
      'wait for a sweep where another node may be about to name them, for ten minutes',
      test(async (stage) => {
        const { storage, pass } = stage;
        const id = await use(stage, 1, 1);
        await use(stage, 0, 1);
        expect((await right(storage.removeUnnamed([id]))).count).to.equal(0);
        pass(10 * MINUTE);
        expect((await right(storage.removeUnnamed([id]))).count).to.equal(0);
        pass(1);
        expect((await right(storage.removeUnnamed([id]))).count).to.equal(1);
        await none(storage.open(id));
      }),
    );

    it(
      'wait too where they were published so often that it is not known by whom',
      test(async (stage) => {
        const { storage, pass } = stage;
        await use(stage, 1, 1);
        const [id] = await Promise.all(times(16, () => use(stage, 0, 1)));
        if (id === undefined) return expect.fail();
        expect((await right(storage.removeUnnamed([id]))).count).to.equal(0);
        pass(HOUR);
        await use(stage, 0, 1);
        expect((await right(storage.removeUnnamed([id]))).count).to.equal(1);
      }),
    );

    it(
      'wait where an earlier version has published them just now',
      test(async (stage) => {
        const { storage, pass, nodes } = stage;
        const id = await use(stage, 0, 1);
        await nodes[0].database.collection('media').updateOne({ _id: { $eq: id } }, { $unset: { uses: '' } });
        expect((await right(storage.removeUnnamed([id]))).count).to.equal(0);
        pass(HOUR);
        expect((await right(storage.removeUnnamed([id]))).count).to.equal(1);
      }),
    );

    it(
      'go with the ids under which WhatsApp knows them, and with no other',
      test(async (stage) => {
        const { uploadHandles, database } = stage.nodes[0];
        const [id, other] = [await use(stage, 0, 1), await use(stage, 0, 2)];
        for (const media of [id, other])
          for (const number of ['1', '2'])
            await right(uploadHandles.keep(media, number, `${media} at ${number}`, NOW + DAY));
        await right(stage.storage.removeUnnamed([id]));
        const left = (await database.collection('uploadHandles').find().toArray()).map(({ _id }) => _id);
        expect(left).to.deep.equal([`${other} 1`, `${other} 2`]);
      }),
    );

    it(
      'are never taken from those who publish them on any node meanwhile',
      test(async (stage) => {
        const { nodes, pass } = stage;
        for (const round of times(15, (index) => index)) {
          const who = person(round);
          const contact = await makePerson(stage, who);
          const file = await fileOf(stage, round);
          await sendTo(stage, contact, who, { mediaId: file });
          const next = person(100 + round);
          const other = await makePerson(stage, next);
          const sending = [1, 2].map(async (at) => {
            const node = nodes[at === 1 ? 1 : 2];
            const published = await publishAll(node.storage, noise(1_000, round), 'application/pdf');
            await sendTo(node, other, next, { mediaId: published.id });
            published.release();
          });
          await Promise.all([eraseAll(stage, contact), ...sending]);
          expect((await served(stage.storage, file)).equals(noise(1_000, round))).to.equal(true);
          pass(11 * MINUTE);
          for (const node of nodes) await right(node.storage.sweep);
          expect((await served(stage.storage, file)).equals(noise(1_000, round))).to.equal(true);
        }
        expect(await keptIn(nodes[0].database)).to.deep.equal({ staged: 0, published: 15 });
      }),
    );

    it(
      'that are old are removed by three nodes at once, but for those that are published meanwhile',
      test(async (stage) => {
        const { nodes, pass } = stage;
        const who = person(1);
        const contact = await makePerson(stage, who);
        const files = await Promise.all(times(40, (seed) => fileOf(stage, seed)));
        for (const id of files) await sendTo(stage, contact, who, { mediaId: id });
        pass(5 * DAY);
        const before = NOW + 3 * DAY;
        const again = times(20, (index) => 2 * index);
        const [counts] = await Promise.all([
          Promise.all(nodes.map(({ storage }) => right(storage.dropNamedBefore(before)))),
          Promise.all(
            again.map(async (seed) => {
              const published = await publishAll(nodes[1].storage, noise(1_000, seed), 'application/pdf');
              await sendTo(stage, contact, who, { mediaId: published.id }, NOW + 5 * DAY);
              published.release();
            }),
          ),
        ]);
        const count = counts.reduce((sum, one) => sum + one.count, 0);
        expect(count).to.be.within(20, 40);
        pass(HOUR);
        for (const node of nodes) await right(node.storage.sweep);
        for (const seed of again)
          expect((await served(stage.storage, files[seed] ?? ('' as MediaId))).equals(noise(1_000, seed))).to.equal(
            true,
          );
        expect(await keptIn(nodes[0].database)).to.deep.equal({ staged: 0, published: 20 });
      }),
    );
  });
});
