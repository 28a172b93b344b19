import { expect } from 'chai';
import { mongodbErasing } from '../../../../../src/adapters/stores/mongodb/erasing/erasing.js';
import { mongodbMediaStorage } from '../../../../../src/adapters/stores/mongodb/media/media-storage.js';
import { DAY, MINUTE } from '../../../../../src/domain/model/time.js';
import { eraseRest, expectForgotten, person } from '../../../../contracts/erasing/stage.js';
import { drain, makeEndpoint } from '../../../../contracts/events/stage.js';
import { ACME, NOW, on, right, whole } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { Died, dyingAt } from '../events/dying.js';
import { keptIn } from '../media-database.js';
import { live } from './life.js';
import { openErasingStage } from './stage.js';

const diesIn = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Died) return true;
    throw error;
  }
};

const quiet = (): void => undefined;

withMongodb(() => {
  describe('a process that dies while it erases', () => {
    const test = on(openErasingStage);

    for (const when of ['before', 'after'] as const)
      it(
        `${when} any write leaves what another process finishes`,
        test(async (stage) => {
          const [, other] = stage.nodes;
          const endpoint = await makeEndpoint(stage);
          for (let at = 1, isOver = false; !isOver; at += 1) {
            const who = person(at);
            const { contact } = await live(stage, who, at, endpoint);
            const dying = dyingAt(other.database, at, when);
            const erasing = mongodbErasing(dying.database, quiet);
            const storage = mongodbMediaStorage(dying.database, () => NOW);
            isOver = !(await diesIn(async () => {
              await right(erasing.contact(ACME, contact.id, NOW));
              await eraseRest({ erasing, storage }, contact);
            }));
            if (isOver) expect(dying.writes()).to.be.above(8);

            // Its caller got no answer, and asks again.
            await right(other.erasing.contact(ACME, contact.id, NOW));
            stage.pass(11 * MINUTE);
            for (const { accountId, contactId: id } of await whole(other.erasing.noted))
              await eraseRest(other, { accountId, id });
            await right(other.storage.sweep);
            await drain(other);
            await expectForgotten(stage, who);
            expect(await keptIn(other.database), `write ${at}`).to.deep.equal({ staged: 0, published: 0 });
          }
        }),
      );

    for (const when of ['before', 'after'] as const)
      it(
        `${when} any write of what is done by age leaves what another process finishes`,
        test(async (stage) => {
          const [, other] = stage.nodes;
          const endpoint = await makeEndpoint(stage);
          for (let at = 1, isOver = false; !isOver; at += 1) {
            const who = person(at);
            await live(stage, who, at, endpoint);
            const dying = dyingAt(other.database, at, when);
            const erasing = mongodbErasing(dying.database, quiet);
            isOver = !(await diesIn(() => right(erasing.messagesBefore(NOW + 1, NOW))));

            stage.pass(3 * DAY);
            expect((await right(other.erasing.messagesBefore(NOW + 1, NOW))).more).to.equal(false);
            await right(other.storage.sweep);
            const all = await stage.everything();
            const ofMessages = [who.caption, who.filename, who.reference, who.mediaUrl, `${who.wamid}.`];
            expect(ofMessages.filter((text) => all.includes(text))).to.deep.equal([]);
            expect(await keptIn(other.database), `write ${at}`).to.deep.equal({ staged: 0, published: 0 });
            // The next round opens its messages at the same time.
            await other.database.collection('counters').deleteOne({ _id: { $eq: `erased messages of ${ACME}` } });
          }
        }),
      );
  });
});
