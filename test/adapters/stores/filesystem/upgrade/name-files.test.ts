import { expect } from 'chai';
import * as t from 'io-ts';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { mediaRecords } from '../../../../../src/adapters/stores/filesystem/media/media-records.js';
import { nameFiles } from '../../../../../src/adapters/stores/filesystem/upgrade/name-files.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { namedAtOf } from '../../../../../src/domain/model/media/named-at.js';
import { DAY } from '../../../../../src/domain/model/time.js';
import { mediaId, NOW, right } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

const record = (named: boolean) => ({
  type: 'image/jpeg',
  sizeBytes: 10,
  sha256: 'a'.repeat(64),
  accountId: 1,
  named,
  publishedAt: NOW - 400 * DAY,
});

describe('files of a store that did not know when they were last named', () => {
  it('count as named on the day of the upgrade, however old they are', async () => {
    const { dataDir, remove } = await makeDataDir();
    const environment = await openEnvironment({ dataDir });
    const files = environment.table<Key, unknown>({ name: 'media', codec: t.unknown, show: String });
    await right(
      environment.write(() => ({
        answer: undefined,
        writes: [
          files.put(mediaId('a'), record(true)),
          files.put(mediaId('b'), record(false)),
          files.put(mediaId('c'), 'damaged'),
        ],
      })),
    );
    const part = nameFiles({ environment, sealer: plainSealer, now: () => NOW });
    const { count, damaged } = await right(environment.write(() => part(null)));
    expect(count).to.equal(3);
    expect(damaged).to.deep.equal([{ record: 'media/(a file)', reason: 'whether a message names it' }]);
    const media = mediaRecords(environment);
    expect(media.get(mediaId('a'))).to.deep.include({ named: true, namedAt: namedAtOf(NOW) });
    expect(media.get(mediaId('b'))).to.deep.include({ named: false, namedAt: null });
    expect((await right(media.unnameBefore(namedAtOf(NOW)))).items).to.deep.equal([]);
    expect((await right(media.unnameBefore(namedAtOf(NOW) + 1))).items).to.deep.equal([mediaId('a')]);
    await environment.close();
    await remove();
  });
});
