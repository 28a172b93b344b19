import { expect } from 'chai';
import { UNNAMED_KEPT } from '../../../../../../src/domain/ports/media-storage.js';
import { noise, publishAll } from '../../../../../contracts/media-storage/stage.js';
import { on, right } from '../../../../../contracts/support.js';
import { openMediaFolder } from '../../media-folder.js';

describe('the sweep of a data folder', () => {
  const test = on(() => openMediaFolder());

  it(
    'reads no record of a file that a message names, or that is young',
    test(async ({ storage, name, damage, pass, kept }) => {
      const named = await publishAll(storage, noise(1_000));
      await name(named.id);
      await damage(named.id);
      const old = await publishAll(storage, noise(1_000, 2));
      pass(UNNAMED_KEPT + 1);
      const young = await publishAll(storage, noise(1_000, 1));
      await right(storage.sweep);
      await damage(young.id);
      for (const { release } of [named, old, young]) release();
      expect(await right(storage.sweep)).to.deep.equal({ count: 1, damaged: [] });
      expect(await kept()).to.deep.equal({ staged: 0, published: 2 });
    }),
  );
});
