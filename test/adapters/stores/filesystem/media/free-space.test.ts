import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type Space } from '../../../../../src/adapters/stores/filesystem/media/free-space.js';
import { MEGABYTE } from '../../../../../src/domain/model/bytes.js';
import { type MediaStorage } from '../../../../../src/domain/ports/media-storage.js';
import { bytesOf } from '../../../../support/happy-ports.js';
import { type MediaFolder, openMediaFolder } from '../media-folder.js';

const GIGABYTE = 1024 * MEGABYTE;

describe('a volume that is nearly full', () => {
  let folder: MediaFolder;
  let space: Space;
  let looks: number;

  beforeEach(async () => {
    space = { totalBytes: 100 * GIGABYTE, freeBytes: 50 * GIGABYTE };
    looks = 0;
    folder = await openMediaFolder({
      freeSpace: async () => {
        looks += 1;
        return space;
      },
    });
  });
  afterEach(() => folder.close());

  /** Stages a file and drops it again; answers what became of it. */
  const stageIn = async (storage: MediaStorage): Promise<'Staged' | 'Unavailable' | 'TooLarge'> => {
    const staged = await storage.stage(bytesOf('x'), MEGABYTE)();
    if (E.isLeft(staged)) return staged.left._tag;
    await staged.right.discard();
    return 'Staged';
  };
  const stage = () => {
    folder.pass(1_000);
    return stageIn(folder.storage);
  };
  const free = (freeBytes: number, totalBytes = 100 * GIGABYTE): void => {
    space = { totalBytes, freeBytes };
  };

  it('takes no file below 500 MiB, or below 5 % of a small one', async () => {
    for (const [totalBytes, mark] of [
      [100 * GIGABYTE, 500 * MEGABYTE],
      [1000 * MEGABYTE, 50 * MEGABYTE],
    ] as const) {
      free(mark, totalBytes);
      expect(await stage()).to.equal('Staged');
      free(mark - 1, totalBytes);
      expect(await stage()).to.equal('Unavailable');
    }
  });

  it('is well again as soon as there is room', async () => {
    free(0);
    expect(await stage()).to.equal('Unavailable');
    free(GIGABYTE);
    expect(await stage()).to.equal('Staged');
  });

  it('stops a file that is on its way, and leaves nothing of it', async () => {
    const bytes = async function* () {
      for (let piece = 0; piece < 8; piece += 1) {
        if (piece === 4) free(0);
        folder.pass(1_000);
        yield Buffer.alloc(MEGABYTE, piece);
      }
    };
    const staged = await folder.storage.stage(bytes(), 100 * MEGABYTE)();
    expect(E.isLeft(staged) && staged.left._tag).to.equal('Unavailable');
    expect(await folder.kept()).to.deep.equal({ staged: 0, published: 0 });
  });

  it('is looked at once a second at most', async () => {
    await stage();
    const before = looks;
    for (let n = 0; n < 20; n += 1) await stageIn(folder.storage);
    expect(looks).to.equal(before);
    await stage();
    expect(looks).to.equal(before + 1);
  });

  it('is asked again where it could not be asked', async () => {
    let broken = true;
    const storage = await folder.reopen({
      freeSpace: async () => {
        if (broken) throw Object.assign(new Error('EIO: statfs'), { errno: -5, code: 'EIO' });
        return space;
      },
    });
    expect(await stageIn(storage)).to.equal('Unavailable');
    broken = false;
    expect(await stageIn(storage)).to.equal('Staged');
  });
});
