import { expect } from 'chai';
import { DAY, HOUR, MINUTE } from '../../../src/domain/model/time.js';
import { noise, publishAll, served } from '../media-storage/stage.js';
import { ACME, none, NOW, right, times } from '../support.js';
import { eraseAll, eraseRest, fileOf, makePerson, openTo, person, sendTo, type Test } from './stage.js';

/** What the ports `Erasing` and `MediaStorage` promise of the files of those who were erased, and of old files. */
export const erasedFileLaws = (test: Test): void => {
  it(
    'a file that only the erased person was sent is removed at once',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const file = await fileOf(stage, 1);
      await sendTo(stage, contact, who, { mediaId: file });
      await sendTo(stage, contact, who, { mediaId: file });
      const { unnamed } = await eraseAll(stage, contact);
      expect(unnamed).to.deep.equal([file]);
      await none(stage.storage.open(file));
    }),
  );

  it(
    'a file that two people were sent stays until the second is erased',
    test(async (stage) => {
      const [one, two] = [person(1), person(2)];
      const [first, second] = [await makePerson(stage, one), await makePerson(stage, two)];
      const file = await fileOf(stage, 1);
      for (const [contact, who] of [
        [first, one],
        [second, two],
      ] as const)
        await sendTo(stage, contact, who, { mediaId: file });
      expect((await eraseAll(stage, first)).unnamed).to.deep.equal([]);
      expect(await served(stage.storage, file)).to.have.length(1_000);
      stage.pass(DAY);
      await right(stage.storage.sweep);
      expect(await served(stage.storage, file)).to.have.length(1_000);
      expect((await eraseAll(stage, second)).unnamed).to.deep.equal([file]);
      await none(stage.storage.open(file));
    }),
  );

  it(
    'a file of a message whose outcome is awaited stays until that is erased too',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const file = await fileOf(stage, 1);
      await sendTo(stage, contact, who, { mediaId: file });
      const pending = await openTo(stage, contact, who, { mediaId: file });
      await eraseAll(stage, contact);
      expect(await served(stage.storage, file)).to.have.length(1_000);
      await right(stage.messages.expire(pending.leaseUntil + 1, false));
      await eraseRest(stage, contact);
      await none(stage.storage.open(file));
    }),
  );

  it(
    'a file that a running request has pinned stays, and is named again if its message is opened',
    test(async (stage) => {
      const [one, two] = [person(1), person(2)];
      const [first, second] = [await makePerson(stage, one), await makePerson(stage, two)];
      const file = await fileOf(stage, 1);
      await sendTo(stage, first, one, { mediaId: file });
      const { id, release } = await publishAll(stage.storage, noise(1_000, 1), 'application/pdf');
      expect(id).to.equal(file);
      await eraseAll(stage, first);
      expect(await served(stage.storage, file)).to.have.length(1_000);
      await sendTo(stage, second, two, { mediaId: file });
      release();
      stage.pass(HOUR);
      expect((await right(stage.storage.sweep)).count).to.equal(0);
      expect(await served(stage.storage, file)).to.have.length(1_000);
    }),
  );

  it(
    'a pinned file whose request opens no message goes with a later sweep',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const file = await fileOf(stage, 1);
      await sendTo(stage, contact, who, { mediaId: file });
      const { release } = await publishAll(stage.storage, noise(1_000, 1), 'application/pdf');
      await eraseAll(stage, contact);
      release();
      stage.pass(10 * MINUTE + 1);
      expect((await right(stage.storage.sweep)).count).to.equal(1);
      await none(stage.storage.open(file));
    }),
  );

  it(
    'whoever sends the same file while it is erased has it whole',
    test(async (stage) => {
      const [one, two] = [person(1), person(2)];
      const second = await makePerson(stage, two);
      for (const seed of times(8, (at) => at)) {
        const contact = await makePerson(stage, one);
        const file = await fileOf(stage, seed);
        await sendTo(stage, contact, one, { mediaId: file });
        const send = async (): Promise<void> => {
          const { id, release } = await publishAll(stage.storage, noise(1_000, seed), 'application/pdf');
          await sendTo(stage, second, two, { mediaId: id });
          release();
        };
        await Promise.all([eraseAll(stage, contact), send()]);
        expect((await served(stage.storage, file)).equals(noise(1_000, seed))).to.equal(true);
      }
      stage.pass(HOUR);
      await right(stage.storage.sweep);
      for (const seed of times(8, (at) => at))
        expect(await served(stage.storage, await fileOf(stage, seed))).to.have.length(1_000);
    }),
  );

  it(
    'removing files that messages name, that are pinned or that are not there does nothing',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const named = await fileOf(stage, 1);
      await sendTo(stage, contact, who, { mediaId: named });
      const pinned = await publishAll(stage.storage, noise(1_000, 2), 'application/pdf');
      const gone = await fileOf(stage, 3);
      expect((await right(stage.storage.removeUnnamed([gone]))).count).to.equal(1);
      expect((await right(stage.storage.removeUnnamed([named, pinned.id, gone]))).count).to.equal(0);
      for (const id of [named, pinned.id]) expect(await served(stage.storage, id)).to.have.length(1_000);
      await none(stage.storage.open(gone));
    }),
  );

  it(
    'an old file goes though messages name it, and one that was named since stays',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const [old, both, young] = [await fileOf(stage, 1), await fileOf(stage, 2), await fileOf(stage, 3)];
      for (const id of [old, both]) await sendTo(stage, contact, who, { mediaId: id }, NOW);
      const later = NOW + 3 * DAY;
      for (const id of [both, young]) await sendTo(stage, contact, who, { mediaId: id }, later);
      stage.pass(3 * DAY);
      // A day counts to its end.
      expect((await right(stage.storage.dropNamedBefore(NOW + 1))).count).to.equal(0);
      expect((await right(stage.storage.dropNamedBefore(NOW + DAY))).count).to.equal(1);
      await none(stage.storage.open(old));
      for (const id of [both, young]) expect(await served(stage.storage, id)).to.have.length(1_000);
      expect((await right(stage.storage.dropNamedBefore(NOW + DAY))).count).to.equal(0);
      // Published again, it is there again, and named by the next message.
      const again = await fileOf(stage, 1);
      expect(again).to.equal(old);
      await sendTo(stage, contact, who, { mediaId: again }, later);
      stage.pass(HOUR);
      await right(stage.storage.sweep);
      expect((await right(stage.storage.dropNamedBefore(later - DAY))).count).to.equal(0);
      expect(await served(stage.storage, old)).to.have.length(1_000);
      expect((await right(stage.erasing.messages(ACME, contact.id))).damaged).to.deep.equal([]);
    }),
  );

  it(
    'an old file that a running request has pinned stays, and is young once its message is opened',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const file = await fileOf(stage, 1);
      await sendTo(stage, contact, who, { mediaId: file }, NOW);
      stage.pass(9 * DAY);
      const { release } = await publishAll(stage.storage, noise(1_000, 1), 'application/pdf');
      await right(stage.storage.dropNamedBefore(NOW + 2 * DAY));
      await sendTo(stage, contact, who, { mediaId: file }, NOW + 9 * DAY);
      release();
      stage.pass(HOUR);
      await right(stage.storage.sweep);
      await right(stage.storage.dropNamedBefore(NOW + 2 * DAY));
      expect(await served(stage.storage, file)).to.have.length(1_000);
    }),
  );
};
