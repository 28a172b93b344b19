import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { type MediaId } from '../../../../../src/domain/model/media/media-id.js';
import { UNNAMED_KEPT } from '../../../../../src/domain/ports/media-storage.js';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import {
  type BackupLease,
  backupWatch,
  STALE_AFTER,
  takeBackupLease,
} from '../../../../../src/adapters/stores/filesystem/media/backup-leases.js';
import { noise, publishAll } from '../../../../contracts/media-storage/stage.js';
import { on, right } from '../../../../contracts/support.js';
import { openFresh } from '../folder.js';
import { type MediaFolder, openMediaFolder } from '../media-folder.js';

describe('the lease of a backup', () => {
  /** Another process that backs up the same folder. */
  const backingUp = async ({ dataDir }: MediaFolder, work: (lease: BackupLease) => Promise<void>): Promise<void> => {
    const environment = await openEnvironment({ dataDir });
    try {
      await work(await takeBackupLease(environment));
    } finally {
      await environment.close();
    }
  };

  it(
    'keeps a sweep from removing published files until it ends, in another process too',
    on(() => openMediaFolder())(async (folder) => {
      const nameless = await publishAll(folder.storage, noise(1_000));
      nameless.release();
      const unrecorded = folder.pathOf(randomBytes(32).toString('base64url') as MediaId);
      await writeFile(unrecorded, 'bytes');
      folder.pass(UNNAMED_KEPT + 1);
      await backingUp(folder, async (lease) => {
        expect((await right(folder.storage.sweep)).count).to.equal(0);
        expect((await folder.kept()).published).to.equal(2);
        await lease.end();
      });
      expect((await right(folder.storage.sweep)).count).to.equal(2);
      expect((await folder.kept()).published).to.equal(0);
    }),
  );

  it(
    'lets a sweep remove staged files meanwhile',
    on(() => openMediaFolder())(async (folder) => {
      await writeFile(`${folder.stagingDir}/left`, 'bytes');
      await backingUp(folder, async () => {
        expect((await right(folder.storage.sweep)).count).to.equal(1);
      });
    }),
  );

  it(
    'is held while it is renewed, and stale some minutes after a kill or after a restart of the machine',
    on(() => openFresh())(async ({ environment }) => {
      let seconds = 10_000;
      const uptime = () => seconds;
      const isRunning = backupWatch(environment, uptime);
      expect(isRunning()).to.equal(false);
      const lease = await takeBackupLease(environment, uptime);
      seconds += STALE_AFTER - 1;
      expect(isRunning()).to.equal(true);
      await lease.renew();
      seconds += STALE_AFTER - 1;
      expect(isRunning()).to.equal(true);
      seconds += 1;
      expect(isRunning()).to.equal(false);
      await lease.renew();
      seconds = 60;
      expect(isRunning()).to.equal(false);
    }),
  );

  it(
    'is one of several, and the next backup removes those that are stale',
    on(() => openFresh())(async ({ environment }) => {
      let seconds = 0;
      const uptime = () => seconds;
      const isRunning = backupWatch(environment, uptime);
      const killed = await takeBackupLease(environment, uptime);
      seconds += STALE_AFTER;
      const [first, second] = [await takeBackupLease(environment, uptime), await takeBackupLease(environment, uptime)];
      await first.end();
      expect(isRunning()).to.equal(true);
      await second.end();
      expect(isRunning()).to.equal(false);
      seconds = 0;
      expect(isRunning(), 'the killed one is gone').to.equal(false);
      await killed.end();
    }),
  );
});
