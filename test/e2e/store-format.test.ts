import { expect } from 'chai';
import * as t from 'io-ts';
import { openEnvironment } from '../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { openFilesystemRecords } from '../../src/adapters/stores/filesystem/records.js';
import { openMongodbRecords } from '../../src/adapters/stores/mongodb/records.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { makeDatabase } from '../support/mongodb/database.js';
import { testServer } from '../support/mongodb/server.js';
import { postcardHere } from '../cli/in-process.js';
import { killProcesses, startProcess } from '../support/postcard-process.js';
import { upgradeStores } from '../support/old-stores.js';
import { makeTempDir } from '../support/temp-dir.js';

/** What a store keeps about its format. */
interface Format {
  /** Undefined: nothing. */
  readonly number?: unknown;
  readonly version?: string;
  /** A step that is under way. */
  readonly unfinished?: unknown;
}

interface FormatStore {
  readonly settings: Readonly<Record<string, string>>;
  readonly set: (format: Format) => Promise<void>;
  /** Opens it as a version does that knows this many steps more; rejects where it refuses. */
  readonly openLater: (steps: number) => Promise<void>;
  readonly remove: () => Promise<void>;
}

const laterSteps = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ to: 50 + index, name: 'later', parts: [] }));

const files = async (): Promise<FormatStore> => {
  const { path, remove } = await makeTempDir();
  await upgradeStores({ DATA_DIR: path });
  return {
    settings: { DATA_DIR: path },
    set: async ({ number, version, unfinished }) => {
      const environment = await openEnvironment({ dataDir: path });
      const table = (name: TableName) => environment.table<string, unknown>({ name, codec: t.unknown, show: String });
      const [formats, upgrades, accounts] = [table('format'), table('upgrade'), table('accounts')];
      await orThrow(
        environment.write(() => ({
          answer: undefined,
          writes: [
            number === undefined ? formats.remove('format') : formats.put('format', number),
            version === undefined && unfinished === undefined
              ? upgrades.remove('upgrade')
              : upgrades.put('upgrade', { version: version ?? null, unfinished: unfinished ?? null }),
            accounts.put('an account', {}),
          ],
        })),
      );
      await environment.close();
    },
    openLater: async (count) => {
      await (await openFilesystemRecords({ dataDir: path, encryptionKey: null, steps: laterSteps(count) })).close();
    },
    remove,
  };
};

const mongodb = async (): Promise<FormatStore> => {
  const { url, db, drop } = await makeDatabase();
  const { path, remove } = await makeTempDir();
  const settings = { DATA_DIR: path, MONGODB_URL: url };
  await upgradeStores(settings);
  const documents = db.collection<{ _id: string }>('settings');
  return {
    settings,
    set: async ({ number, version, unfinished }) => {
      await db
        .collection<{ _id: string }>('accounts')
        .updateOne({ _id: 'an account' }, { $set: { name: 'x' } }, { upsert: true });
      await documents.deleteOne({ _id: 'format' });
      if (number === undefined) return;
      const upgrade = unfinished === undefined ? {} : { upgrade: unfinished };
      await documents.insertOne({
        _id: 'format',
        ...{ number },
        ...(version === undefined ? {} : { version }),
        ...upgrade,
      });
    },
    openLater: async (count) => {
      await (await openMongodbRecords({ url, encryptionKey: null, steps: laterSteps(count) })).close();
    },
    remove: async () => {
      await drop();
      await remove();
    },
  };
};

const place = { part: 0, after: null, holder: null, beat: 0 };

/** What is kept, and the sentence that refuses it: what is wrong, then what to do. */
const refusals: Readonly<Record<string, readonly [Format, RegExp]>> = {
  'a newer format': [
    { number: 99 },
    /has format 99, which a later version wrote, .* formats up to \d+; use that version/,
  ],
  'a newer format of a version that said its name': [
    { number: 99, version: '7.8.9' },
    /has format 99, which version 7\.8\.9 wrote, .*; use that version or a later one, or restore the backup/,
  ],
  'a newer format whose step is under way': [{ number: 99, unfinished: place }, /has format 99/],
  'a format that is text': [{ number: 'two' }, /damaged record of its format \(\S*format\); restore it from a backup/],
  'a format that is no whole number': [{ number: 1.5 }, /damaged record of its format/],
  'a format below the first': [{ number: 0 }, /damaged record of its format/],
  'a place that cannot be read': [
    { number: 1, unfinished: { part: 'x' } },
    /damaged record of its format \(\S+\); restore it from a backup/,
  ],
  'no format beside its records': [{}, /holds records, and the record of their format is missing; restore/],
};

for (const [name, make] of [
  ['files', files],
  ['MongoDB', mongodb],
] as const)
  describe(`the format of a store in ${name}`, () => {
    let store: FormatStore;

    before(async function () {
      this.timeout(180_000);
      if (name === 'MongoDB' && (await testServer()) === null) this.skip();
    });
    beforeEach(async () => {
      store = await make();
    });
    afterEach(async () => {
      await killProcesses();
      await store.remove();
    });

    for (const [what, [format, sentence]] of Object.entries(refusals))
      it(`is refused by commands where it is ${what}, with 78 and what to do`, async () => {
        await store.set(format);
        const { code, stdout, stderr } = await postcardHere({ ...store.settings }, 'account', 'list');
        expect({ code, stdout }).to.deep.equal({ code: 78, stdout: '' });
        expect(stderr)
          .to.match(sentence)
          .and.match(/^[^\n]{20,300}\n$/);
      });

    it('is refused by a server with 78 where it is newer or damaged', async () => {
      for (const what of ['a newer format', 'a format that is text'] as const) {
        const [format, sentence] = refusals[what] as (typeof refusals)[string];
        await store.set(format);
        const { code, stdout, stderr } = await startProcess(store.settings).ended;
        expect({ code, stdout }).to.deep.equal({ code: 78, stdout: '' });
        expect(stderr).to.match(sentence);
      }
    });

    it('is refused by commands of a later version, which ask for the start of a server', async () => {
      await store.set({ number: 1 });
      const refusal = await store.openLater(1).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(refusal).to.match(/has format 1, and this version works on format 50; start the server once/);
    });

    it('is refused by commands while a step is under way', async () => {
      await store.set({ number: 50, unfinished: place });
      const refusal = await store.openLater(1).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(refusal).to.match(/is not yet brought up to format 50; wait for the server that does it, or start/);
    });
  });
