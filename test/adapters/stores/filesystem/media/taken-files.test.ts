import { expect } from 'chai';
import { readdir, rename, symlink, unlink, writeFile } from 'node:fs/promises';
import { UNNAMED_KEPT } from '../../../../../src/domain/ports/media-storage.js';
import { left, none, right, some } from '../../../../contracts/support.js';
import { acme, collect, noise, publishAll, served } from '../../../../contracts/media-storage/stage.js';
import { type MediaFolder, openMediaFolder } from '../media-folder.js';

describe('a published file that is taken from its folder', () => {
  let folder: MediaFolder;
  beforeEach(async () => {
    folder = await openMediaFolder();
  });
  afterEach(() => folder.close());

  const bytes = noise(600_000);

  it('is published from the bytes in hand where its file was removed meanwhile', async () => {
    const { id } = await publishAll(folder.storage, bytes);
    const taken = await some(folder.storage.take(id, acme));
    await unlink(folder.pathOf(id));
    expect((await collect(taken.bytes())).equals(bytes)).to.equal(true);
    expect((await right(taken.publish(acme, taken.type))).id).to.equal(id);
    await taken.discard();
    expect((await served(folder.storage, id)).equals(bytes)).to.equal(true);
    expect(await readdir(folder.stagingDir)).to.deep.equal([]);
  });

  it('replaces what stands in its place meanwhile, if that is something else', async () => {
    const { id } = await publishAll(folder.storage, bytes);
    const taken = await some(folder.storage.take(id, acme));
    await rename(folder.pathOf(id), `${folder.stagingDir}/moved`);
    await writeFile(folder.pathOf(id), noise(600_000, 1));
    expect((await right(taken.publish(acme, taken.type))).id).to.equal(id);
    await taken.discard();
    expect((await served(folder.storage, id)).equals(bytes)).to.equal(true);
  });

  it('is never a link to something else', async () => {
    const { id } = await publishAll(folder.storage, bytes);
    await rename(folder.pathOf(id), `${folder.dataDir}/elsewhere`);
    await symlink(`${folder.dataDir}/elsewhere`, folder.pathOf(id));
    expect((await left(folder.storage.take(id, acme)))._tag).to.equal('DamagedFile');
  });

  it('leaves no trace in memory once all that used it have let go, in whatever order', async () => {
    const { id, release } = await publishAll(folder.storage, bytes);
    const [one, two] = [await some(folder.storage.take(id, acme)), await some(folder.storage.take(id, acme))];
    const published = await right(one.publish(acme, one.type));
    release();
    await one.discard();
    published.release();
    await folder.records.settled();
    await two.discard();
    folder.pass(UNNAMED_KEPT + 1);
    expect((await right(folder.storage.sweep)).count).to.equal(1);
    expect(folder.records.has(id)).to.equal(false);
    await none(folder.storage.take(id, acme));
  });
});
