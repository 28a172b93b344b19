import { expect } from 'chai';
import { filesystemErasing } from '../../../../../src/adapters/stores/filesystem/erasing/erasing.js';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { mediaRecords } from '../../../../../src/adapters/stores/filesystem/media/media-records.js';
import { makeEndpoint } from '../../../../contracts/events/stage.js';
import { makePerson, openTo, person, sendTo } from '../../../../contracts/erasing/stage.js';
import { ACME, NOW, on, right, times } from '../../../../contracts/support.js';
import { openErasingFolder } from './stage.js';

/** An environment that counts its transactions, and the turns that others had between them. */
const counted = (environment: Environment) => {
  const counts = { transactions: 0, turns: 0 };
  const counting: Environment = {
    ...environment,
    write: (decide, onLate) => () => {
      counts.transactions += 1;
      setImmediate(() => (counts.turns += 1));
      return environment.write(decide, onLate)();
    },
  };
  return { counting, counts };
};

describe('erasing on files', () => {
  const test = on(openErasingFolder);

  it(
    'is done in many transactions, between which everything else has its turn',
    test(async (stage) => {
      const who = person(1);
      await Promise.all(times(3, (index) => makeEndpoint(stage, index + 1)));
      const contact = await makePerson(stage, who);
      for (const batch of times(10, (at) => at))
        await Promise.all(times(100, (at) => sendTo(stage, contact, who, {}, NOW + batch * 100 + at)));
      const { counting, counts } = counted(stage.environment);
      const erasing = filesystemErasing(counting, mediaRecords(counting));
      expect((await right(erasing.messages(ACME, contact.id))).count).to.equal(1_000);
      // Reading, emptying and writing takes a message far longer than a slice has for a thousand of them.
      expect(counts.transactions).to.be.above(3);
      expect((await right(erasing.events(ACME, contact.id, NOW))).count).to.equal(1_001);
      expect(counts.transactions).to.be.above(6);
      expect(counts.turns).to.be.at.least(counts.transactions - 1);
    }),
  );

  it(
    'a call about old messages ends after some thousand, says that there are more, and goes on there',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      for (const batch of times(13, (at) => at))
        await Promise.all(times(100, (at) => sendTo(stage, contact, who, {}, NOW + batch * 100 + at)));
      const first = await right(stage.erasing.messagesBefore(NOW + 9_999, NOW));
      expect(first.more).to.equal(true);
      expect(first.count).to.be.within(1_000, 1_299);
      const second = await right(stage.erasing.messagesBefore(NOW + 9_999, NOW));
      expect(second).to.include({ count: 1_300 - first.count, more: false });
    }),
  );

  it(
    'reads no message of another contact, and none of those whose lease runs',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const pending = await openTo(stage, contact, who);
      expect(await right(stage.erasing.messages(ACME, contact.id))).to.deep.include({ count: 0, pending: 1 });
      await right(stage.messages.renew(pending, NOW + 1));
      expect((await right(stage.messages.expire(NOW + 2, false))).count).to.equal(0);
    }),
  );
});
