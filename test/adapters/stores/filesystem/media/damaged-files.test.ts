import { expect } from 'chai';
import { appendFile, mkdir, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { acme, noise, publishAll, served, stageAll } from '../../../../contracts/media-storage/stage.js';
import { none } from '../../../../contracts/support.js';
import { type MediaFolder, openMediaFolder } from '../media-folder.js';

describe('a published file of the disk', () => {
  let folder: MediaFolder;
  beforeEach(async () => {
    folder = await openMediaFolder();
  });
  afterEach(() => folder.close());

  const publish = async () => {
    const { id } = await publishAll(folder.storage, noise(1_000));
    await folder.name(id);
    return { id, path: folder.pathOf(id) };
  };

  const damage: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'that is gone': unlink,
    'that is cut short': (path) => truncate(path, 10),
    'that has grown': (path) => appendFile(path, 'more'),
    'that is a link': async (path) => {
      await rename(path, `${path}-elsewhere`);
      await symlink(`${path}-elsewhere`, path);
    },
    'that is a link to nothing': async (path) => {
      await unlink(path);
      await symlink('/nowhere', path);
    },
    'that is a folder': async (path) => {
      await unlink(path);
      await mkdir(path);
    },
  };
  for (const [what, spoil] of Object.entries(damage))
    it(`is damaged: one ${what}`, async () => {
      const { id, path } = await publish();
      await spoil(path);
      const opened = await folder.storage.open(id)();
      expect(opened).to.have.nested.property('left._tag', 'DamagedFile');
      expect(opened).to.have.nested.property('left.what').that.contains(path);
    });

  for (const [what, spoil] of Object.entries(damage))
    it(`is replaced by the next publishing of its bytes: one ${what}`, async () => {
      const { id, path } = await publish();
      await spoil(path);
      await publishAll(folder.storage, noise(1_000));
      expect((await served(folder.storage, id)).equals(noise(1_000))).to.equal(true);
      expect(await folder.kept()).to.have.property('staged', 0);
    });

  it('is not replaced by another if a folder with something in it lies in its place', async () => {
    const { id, path } = await publish();
    await unlink(path);
    await mkdir(join(path, 'of somebody'), { recursive: true });
    const staged = await stageAll(folder.storage, noise(1_000));
    const refused = await staged.publish(acme, 'image/jpeg')();
    expect(refused).to.have.nested.property('left._tag', 'Unavailable');
    expect(refused).to.have.nested.property('left.cause.message').that.contains(path);
    await staged.discard();
    expect(await folder.kept()).to.have.property('staged', 0);
    await rm(path, { recursive: true });
    await publishAll(folder.storage, noise(1_000));
    expect((await served(folder.storage, id)).equals(noise(1_000))).to.equal(true);
  });

  it('is none if no message names it and it is gone', async () => {
    const { id, release } = await publishAll(folder.storage, noise(1_000));
    release();
    await unlink(folder.pathOf(id));
    await none(folder.storage.open(id));
  });

  it('cannot be looked for while its folder is no folder', async () => {
    const { id, path } = await publish();
    await rename(dirname(path), `${dirname(path)}-elsewhere`);
    await writeFile(dirname(path), '');
    expect(await folder.storage.open(id)()).to.have.nested.property('left._tag', 'Unavailable');
    await rm(dirname(path));
    await rename(`${dirname(path)}-elsewhere`, dirname(path));
    expect(await served(folder.storage, id)).to.have.length(1_000);
  });
});
