import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { DAY } from '../../../../src/domain/model/time.js';
import { type ErasedSome } from '../../../../src/domain/ports/erasing.js';
import { retainMedia, retainMessages } from '../../../../src/domain/use-cases/retain/retain.js';
import { NOW, right } from '../../../contracts/support.js';
import { memoryErasing } from '../../../support/memory-erasing.js';

const always = (): boolean => true;
const kept = { messages: 2 * DAY, media: 3 * DAY };
const forGood = { messages: null, media: null };

const stage = () => {
  const made = memoryErasing([]);
  return { ...made, ports: { ...made, clock: { now: () => NOW } } };
};

/** Erases in three calls. */
const inThree = (): ((before: number) => TE.TaskEither<never, ErasedSome>) => {
  let calls = 0;
  return () =>
    TE.rightIO(() => {
      calls += 1;
      return { count: 10, pending: 0, unnamed: [], damaged: [], more: calls < 3 };
    });
};

describe('retention', () => {
  it('erases messages that are older than they are kept, and removes the files that none names then', async () => {
    const { ports, steps } = stage();
    expect(await right(retainMessages(ports, kept, always))).to.deep.equal({ count: 1, damaged: [] });
    expect(steps).to.deep.equal([`messages before ${NOW - 2 * DAY}`, 'remove 1']);
  });

  it('goes on until no old message is left, or until it has to end', async () => {
    const { ports } = stage();
    const all = { ...ports, erasing: { messagesBefore: inThree() } };
    expect((await right(retainMessages(all, kept, always))).count).to.equal(30);
    let asked = 0;
    const some = { ...ports, erasing: { messagesBefore: inThree() } };
    expect((await right(retainMessages(some, kept, () => (asked += 1) < 3))).count).to.equal(20);
  });

  it('removes files that were last named before they are kept', async () => {
    const { ports, steps } = stage();
    expect(await right(retainMedia(ports, kept))).to.deep.equal({ count: 3, damaged: [] });
    expect(steps).to.deep.equal([`files before ${NOW - 3 * DAY}`]);
  });

  it('touches nothing where all is kept for good', async () => {
    const { ports, steps } = stage();
    expect((await right(retainMessages(ports, forGood, always))).count).to.equal(0);
    expect((await right(retainMedia(ports, forGood))).count).to.equal(0);
    expect(steps).to.deep.equal([]);
  });

  it('says that the store is down', async () => {
    const { ports } = stage();
    const down = () => TE.left(unavailable('EIO'));
    const noMessages = { ...ports, erasing: { messagesBefore: down } };
    const noFiles = { ...ports, media: { removeUnnamed: down, dropNamedBefore: down } };
    for (const broken of [noMessages, noFiles])
      expect(E.isLeft(await retainMessages(broken, kept, always)())).to.equal(true);
    expect(E.isLeft(await retainMedia(noFiles, kept)())).to.equal(true);
  });
});
