import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openEnvironment } from '../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { openFormat } from '../../../../src/adapters/stores/mongodb/upgrade/format-document.js';
import { plainRecord } from '../../../contracts/upgrade/counting.js';
import { makeDatabase } from '../../../support/mongodb/database.js';
import { testServer } from '../../../support/mongodb/server.js';
import { makeDataDir } from '../filesystem/folder.js';
import { countedRecords as recordsOf, fillCounted as fillFiles } from '../filesystem/upgrade/trial.js';
import { countedRecords as documentsOf, fillCounted as fillDatabase, openPatiently } from '../mongodb/upgrade/trial.js';

const child = fileURLToPath(new URL('../../../support/upgrade-child.ts', import.meta.url));

/** A store that children open by its place. */
interface Placed {
  readonly place: string;
  readonly records: () => Promise<readonly unknown[]>;
  readonly remove: () => Promise<void>;
}

const SIZE = 200;

const placeFiles = async (): Promise<Placed> => {
  const { dataDir, remove } = await makeDataDir();
  const environment = await openEnvironment({ dataDir });
  await fillFiles(environment, SIZE, []);
  await environment.close();
  return {
    place: dataDir,
    remove,
    records: async () => {
      const again = await openEnvironment({ dataDir });
      const records = await recordsOf(again);
      await again.close();
      return records;
    },
  };
};

const placeDatabase = async (): Promise<Placed> => {
  const { url, db, drop } = await makeDatabase();
  const database = await openPatiently(url);
  await openFormat(database, []);
  await database.close();
  await fillDatabase(db, SIZE, []);
  return { place: url, records: () => documentsOf(db), remove: drop };
};

const start = (store: string, place: string, at = 0, itself: NodeJS.Signals = 'SIGKILL') => {
  const started = spawn(process.execPath, ['--import', 'tsx', child, store, place, String(at), itself], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: started.stdout });
  reader.on('line', (line) => lines.push(line));
  const ended = Promise.all([once(started, 'exit'), once(reader, 'close')]).then(([[code, signal]]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    said: lines.at(-1),
  }));
  /** Signals it once it has said so many lines. */
  const signalAfter = (count: number, signal: NodeJS.Signals): void =>
    void reader.on('line', () => {
      if (lines.length === count) started.kill(signal);
    });
  return { ended, signalAfter };
};

const once1 = Array.from({ length: SIZE }, (_, index) => ({ ...plainRecord(index + 1, false), times: 1 }));
const allOnce = [...once1, ...once1];

for (const [store, open] of [
  ['files', placeFiles],
  ['MongoDB', placeDatabase],
] as const)
  describe(`processes that upgrade a store in ${store}`, () => {
    let placed: Placed;

    before(async function () {
      this.timeout(180_000);
      if (store === 'MongoDB' && (await testServer()) === null) this.skip();
    });
    beforeEach(async () => {
      placed = await open();
    });
    afterEach(() => placed.remove());

    it('may be killed anywhere: the next one goes on, and every record is changed once', async function () {
      this.timeout(240_000);
      // In the first part, and on to the second; then between two batches.
      for (const at of [25, SIZE]) {
        const { signal } = await start(store, placed.place, at).ended;
        expect(signal).to.equal('SIGKILL');
      }
      const hit = start(store, placed.place);
      hit.signalAfter(2, 'SIGKILL');
      await hit.ended;
      expect((await start(store, placed.place).ended).said).to.equal('done');
      expect(await placed.records()).to.deep.equal(allOnce);
    });

    it('end cleanly at SIGTERM, and the next one goes on', async function () {
      this.timeout(120_000);
      // In the first part: at most that part is done before the signal is read.
      expect(await start(store, placed.place, 25, 'SIGTERM').ended).to.deep.equal({
        code: 0,
        signal: null,
        said: 'UpgradeStopped',
      });
      expect(await placed.records()).to.not.deep.equal(allOnce);
      expect((await start(store, placed.place).ended).said).to.equal('done');
      expect(await placed.records()).to.deep.equal(allOnce);
    });

    it('that start at once change every record once', async function () {
      this.timeout(120_000);
      const ends = await Promise.all(Array.from({ length: 2 }, () => start(store, placed.place).ended));
      const said = ends.map((end) => end.said).sort();
      // A data folder has one server; the nodes of a database wait for the one that upgrades.
      if (store === 'files') expect(said).to.include('done');
      else expect(said).to.deep.equal(['done', 'done']);
      expect(await placed.records()).to.deep.equal(allOnce);
    });
  });
