import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import * as O from 'fp-ts/lib/Option.js';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type FilesystemRecords,
  openFilesystemRecords,
} from '../../../../../src/adapters/stores/filesystem/records.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { makeDataDir } from '../folder.js';

const secrets = {
  accessToken: 'EAAG-marked-access-token',
  appSecret: 'marked-app-secret',
  verifyToken: 'marked-verify-token',
};
const marks = Object.values(secrets);

describe("an account's secrets on the disk", () => {
  let dataDir: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ dataDir, remove } = await makeDataDir());
  });
  afterEach(() => remove());

  const withRecords = async <A>(
    key: Uint8Array | null,
    work: (records: FilesystemRecords) => Promise<A>,
  ): Promise<A> => {
    const records = await openFilesystemRecords({ dataDir, encryptionKey: key });
    try {
      return await work(records);
    } finally {
      await records.close();
    }
  };

  const writeSecrets = async ({ accounts }: FilesystemRecords) => {
    for (let n = 0; n < 50; n += 1) {
      const { id } = await orThrow(accounts.create({ name: 'Acme', demo: false }, Date.now()));
      await orThrow(accounts.change(id, { whatsapp: secrets }, Date.now()));
    }
  };

  const readSecrets = async ({ accounts }: FilesystemRecords) => {
    const account = O.toNullable(await orThrow(accounts.byId(1 as AccountId)));
    return account?.whatsapp;
  };

  const marksOnDisk = async (): Promise<string[]> => {
    const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const contents = await Promise.all(files.map((file) => readFile(file)));
    return marks.filter((mark) => contents.some((content) => content.includes(mark)));
  };

  const faultOf = (key: Uint8Array | null) =>
    withRecords(key, async () => 'opened').catch((error: { fault?: { _tag: string }; message: string }) => error);

  it('are not to be read there with a key', async () => {
    const key = randomBytes(32);
    await withRecords(key, writeSecrets);
    expect(await marksOnDisk()).to.deep.equal([]);
    expect(await withRecords(key, readSecrets)).to.deep.include(secrets);
  });

  it('lie there as they are without one', async () => {
    await withRecords(null, writeSecrets);
    expect(await marksOnDisk()).to.have.members(marks);
    expect(await withRecords(null, readSecrets)).to.deep.include(secrets);
  });

  it('are encrypted when a key is set over them, those that are there already too', async () => {
    const key = randomBytes(32);
    await withRecords(null, writeSecrets);
    expect(await withRecords(key, readSecrets)).to.deep.include(secrets);
    expect(await withRecords(key, readSecrets)).to.deep.include(secrets);
    expect(await marksOnDisk()).to.deep.equal([]);
  });

  for (const [what, other, tag] of [
    ['another key', randomBytes(32), 'WrongKey'],
    ['no key', null, 'KeyMissing'],
  ] as const)
    it(`are not opened with ${what}, and not lost by it`, async () => {
      const key = randomBytes(32);
      await withRecords(key, writeSecrets);
      const fault = await faultOf(other);
      expect(fault).to.have.nested.property('fault._tag', tag);
      expect(fault).to.have.property('message').that.contains('ENCRYPTION_KEY').and.contains(dataDir);
      expect(await withRecords(key, readSecrets)).to.deep.include(secrets);
    });

  it('are bound to their key also in a store that has no account yet', async () => {
    await withRecords(randomBytes(32), async () => undefined);
    expect(await faultOf(randomBytes(32))).to.have.nested.property('fault._tag', 'WrongKey');
    expect(await faultOf(null)).to.have.nested.property('fault._tag', 'KeyMissing');
  });
});
