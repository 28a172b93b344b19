import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { openMediaStorage } from '../../../../../src/adapters/stores/filesystem/media/media-storage.js';
import { OWNER } from '../../../../../src/adapters/stores/filesystem/media/owner.js';
import { MediaUnusable } from '../../../../../src/adapters/stores/filesystem/media/paths.js';
import { openFilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { type TempDir, makeTempDir } from '../../../../support/temp-dir.js';

describe('the files of a store', () => {
  let folder: TempDir;
  const at = (name: string): string => `${folder.path}/${name}`;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(() => folder.remove());

  /** Opens a store in a data folder and sweeps its files, as a server does. */
  const sweep = async (name: string): Promise<void> => {
    const records = await openFilesystemRecords({ dataDir: at(name), encryptionKey: null });
    try {
      const media = await openMediaStorage({ dataDir: at(name), records: records.media, now: Date.now });
      await orThrow(media.sweep);
      await media.close();
    } finally {
      await records.close();
    }
  };
  const refusal = (name: string): Promise<unknown> =>
    sweep(name).then(
      () => null,
      (error: unknown) => error,
    );
  const copy = (from: string, to: string, how = '-a'): void => void execFileSync('cp', [how, at(from), at(to)]);
  const linkMedia = async (): Promise<void> => {
    await mkdir(at('disk'));
    await mkdir(at('data'));
    await symlink(at('disk'), `${at('data')}/media`);
    await sweep('data');
  };
  const staged = (): string => `${at('disk')}/staging/upload`;
  const stage = (): void => void execFileSync('touch', [staged()]);

  it('are left alone by a copy of its records that a link leads to them, until nothing else has them', async () => {
    await linkMedia();
    copy('data', 'copy');
    stage();
    const error = await refusal('copy');
    expect(error).to.be.instanceOf(MediaUnusable);
    expect((error as Error).message)
      .to.contain(`${at('copy')}/media holds the files of other records`)
      .and.to.contain(`delete ${at('copy')}/media/${OWNER} if no other store uses them`);
    expect(existsSync(staged())).to.equal(true);
    await sweep('data');

    await rm(`${at('copy')}/media/${OWNER}`);
    await sweep('copy');
    expect(await refusal('data')).to.be.instanceOf(MediaUnusable);
  });

  it('are its own where the link was followed, or where they were no link: each copy starts beside it', async () => {
    await linkMedia();
    copy('data', 'copy', '-aL');
    copy('copy', 'second');
    stage();
    for (const name of ['copy', 'second', 'copy', 'second']) await sweep(name);
    expect(existsSync(staged())).to.equal(true);
    await sweep('data');
    expect((await stat(`${at('copy')}/media/${OWNER}`)).mode & 0o777).to.equal(0o600);
  });

  it('go with it where it is moved, or named by another path', async () => {
    await linkMedia();
    await rename(at('data'), at('moved'));
    await sweep('moved');
    await symlink(at('moved'), at('by-link'));
    await sweep('by-link');
  });

  it('are taken over where they were copied to another place, and nowhere else', async () => {
    await linkMedia();
    copy('disk', 'new-disk');
    await rm(`${at('data')}/media`);
    await symlink(at('new-disk'), `${at('data')}/media`);
    await sweep('data');
    await sweep('data');
    expect(await readdir(at('new-disk'))).to.have.length(66);
  });

  it('have an owner again where the file that names it is damaged', async () => {
    await linkMedia();
    execFileSync('sh', ['-c', `echo nonsense > ${at('disk')}/${OWNER}`]);
    await sweep('data');
    copy('data', 'copy');
    expect(await refusal('copy')).to.be.instanceOf(MediaUnusable);
  });
});
