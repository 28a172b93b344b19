import { expect } from 'chai';
import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { pino } from 'pino';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { openMediaStorage } from '../../../../../src/adapters/stores/filesystem/media/media-storage.js';
import { openFilesystemServer } from '../../../../../src/adapters/stores/filesystem/records.js';
import { DAY, MINUTE } from '../../../../../src/domain/model/time.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { mediaId, NOW, right } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

const media = (named: boolean, publishedAt: number) => ({
  type: 'image/jpeg',
  sizeBytes: 10,
  sha256: 'a'.repeat(64),
  accountId: 1,
  named,
  publishedAt,
});
const handle = (goodUntil: number) => ({ whatsappId: '42', goodUntil });
const reports = (keptUntil: number) => ({ keptUntil, reports: [] });

/** What format 2 had in its tables, and no order of it. */
const old: Readonly<Record<string, readonly (readonly [key: Key, record: unknown])[]>> = {
  format: [['format', 2]],
  media: [
    [mediaId('a'), media(false, NOW - DAY)],
    [mediaId('b'), media(true, NOW - DAY)],
    [mediaId('c'), media(false, NOW)],
    [mediaId('d'), { ...media(false, NOW - DAY), publishedAt: 'damaged' }],
    [mediaId('e'), media(false, NOW - 11 * MINUTE)],
  ],
  'upload-handles': [
    [[mediaId('a'), '1001'], handle(NOW)],
    [[mediaId('a'), '1002'], handle(NOW + 1)],
    [[mediaId('b'), '1001'], 'damaged'],
  ],
  'early-reports': [
    [[1, 'wamid.1'], reports(NOW - DAY)],
    [[2, 'wamid.1'], reports(NOW + DAY)],
    [[2, 'wamid.2'], reports(NOW - 1)],
  ],
};

const rawTable = (environment: Environment, name: TableName) =>
  environment.table<Key, unknown>({ name, codec: t.unknown, show: String });

describe('a store of format 2, whose records were in no order of time', () => {
  it('drops what has expired after its upgrade, and nothing else', async () => {
    const { dataDir, remove } = await makeDataDir();
    const filling = await openEnvironment({ dataDir });
    for (const [name, records] of Object.entries(old)) {
      const table = rawTable(filling, name as TableName);
      const writes = () => records.map(([key, record]) => table.put(key, record));
      await right(filling.write(() => ({ answer: undefined, writes: writes() })));
    }
    await filling.close();

    const logged: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
    const upgrading = { log, stopping: new AbortController().signal, time: manualTimer() };
    const opened = await openFilesystemServer({ dataDir, encryptionKey: null }, upgrading);
    if (!isRight(opened)) throw new Error(opened.left._tag);
    const { environment, prune, media: records, close } = opened.right;
    const storage = await openMediaStorage({ dataDir, records, now: () => NOW });
    try {
      expect(await right(prune(NOW))).to.deep.equal({ count: 3, damaged: [] });
      expect(await right(storage.sweep)).to.deep.equal({ count: 2, damaged: [] });
      const keysOf = (name: TableName) => right(environment.read(() => rawTable(environment, name).keys({})));
      expect(await keysOf('media')).to.deep.equal([mediaId('b'), mediaId('c'), mediaId('d')]);
      // WhatsApp's ids of a removed file go with it.
      expect(await keysOf('upload-handles')).to.deep.equal([[mediaId('b'), '1001']]);
      expect(await keysOf('early-reports')).to.deep.equal([[2, 'wamid.1']]);
      expect(logged.join('')).to.contain('media/(a record)').and.contain('upload-handles/(a record)');
      expect(logged.join('')).not.to.contain(mediaId('d'));
    } finally {
      await storage.close();
      await close();
      await remove();
    }
  });
});
