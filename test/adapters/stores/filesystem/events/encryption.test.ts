import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import {
  type FilesystemRecords,
  openFilesystemRecords,
  openFilesystemServer,
} from '../../../../../src/adapters/stores/filesystem/records.js';
import { type Endpoint, withNewSecret } from '../../../../../src/domain/model/webhook/endpoint.js';
import { webhookSecret } from '../../../../../src/domain/model/webhook/webhook-secret.js';
import { realTime } from '../../../../../src/kit/time/timer.js';
import { makeEndpoint } from '../../../../contracts/events/stage.js';
import { ACME, NOW, right, some } from '../../../../contracts/support.js';
import { makeDataDir } from '../folder.js';

const secrets = ['a', 'b', 'c'].map((letter) => webhookSecret(letter.repeat(43)));
const [first = '', second = '', other = ''] = secrets;

describe("the endpoints' secrets on the disk", () => {
  let dataDir: string;
  let remove: () => Promise<void>;

  beforeEach(async () => ({ dataDir, remove } = await makeDataDir()));
  afterEach(() => remove());

  const using = async <A>(
    opening: Promise<FilesystemRecords>,
    work: (records: FilesystemRecords) => Promise<A>,
  ): Promise<A> => {
    const records = await opening;
    try {
      return await work(records);
    } finally {
      await records.close();
    }
  };
  const command = (encryptionKey: Uint8Array | null, encryptionKeyOld: Uint8Array | null = null) =>
    openFilesystemRecords({ dataDir, encryptionKey, encryptionKeyOld });
  const server = async (encryptionKey: Uint8Array, encryptionKeyOld: Uint8Array | null = null) => {
    const upgrading = { log: pino({ level: 'silent' }), stopping: new AbortController().signal, time: realTime };
    const opened = await openFilesystemServer({ dataDir, encryptionKey, encryptionKeyOld }, upgrading);
    return E.isRight(opened) ? opened.right : expect.fail(opened.left._tag);
  };
  const onDisk = async (): Promise<readonly string[]> => {
    const content = await readFile(join(dataDir, 'records', 'records.mdb'), 'latin1');
    return secrets.filter((secret) => content.includes(secret));
  };

  /** Two endpoints, of which one has had its secret rotated. */
  const fill = async (records: FilesystemRecords): Promise<readonly Endpoint[]> => {
    const made = await makeEndpoint(records, 1, { secret: first as never });
    const rotated = (one: Endpoint): Endpoint => withNewSecret(one, second as never, NOW);
    return [
      await some(records.endpoints.update(ACME, made.id, rotated)),
      await makeEndpoint(records, 2, { secret: other as never }),
    ];
  };
  const list = async ({ endpoints }: FilesystemRecords) => (await right(endpoints.list(ACME))).items;
  const spoil = ({ environment }: FilesystemRecords, { id }: Endpoint, record: unknown): Promise<void> => {
    const raw = environment.table<Key, unknown>({ name: 'endpoints', codec: t.unknown, show: String });
    return right(environment.write(() => ({ answer: undefined, writes: [raw.put([ACME, id], record)] })));
  };

  it('are not to be read there with a key', async () => {
    const key = randomBytes(32);
    const made = await using(command(key), fill);
    expect(await onDisk()).to.deep.equal([]);
    expect(await using(command(key), list)).to.deep.equal(made);
  });

  it('are sealed when a key is set over them', async () => {
    const key = randomBytes(32);
    const made = await using(command(null), fill);
    expect(await onDisk()).to.have.members(secrets);
    expect(await using(command(key), list)).to.deep.equal(made);
    expect(await onDisk()).to.deep.equal([]);
  });

  it('are sealed again when a server starts with another key, and then need the old one no more', async () => {
    const [old, key] = [randomBytes(32), randomBytes(32)];
    const made = await using(command(old), fill);
    expect(await using(server(key, old), list)).to.deep.equal(made);
    expect(await using(command(key), list)).to.deep.equal(made);
  });

  it('stay sealed as they are where something else of their endpoint changes', async () => {
    const key = randomBytes(32);
    await using(command(key), async (records) => {
      const [made] = await fill(records);
      const stored = () =>
        right(
          records.environment.read(() =>
            records.environment
              .table<Key, Readonly<Record<string, unknown>>>({ name: 'endpoints', codec: t.any, show: String })
              .get([ACME, made?.id ?? '']),
          ),
        );
      const before = await stored();
      await some(
        records.endpoints.update(ACME, made?.id ?? expect.fail(), (one) => ({ ...one, lastSuccessAt: NOW + 5 })),
      );
      expect(await stored()).to.deep.equal({ ...before, lastSuccessAt: NOW + 5 });
    });
  });

  it('leave a damaged endpoint as it is, which is named at each opening, and sealed once it is whole', async () => {
    const key = randomBytes(32);
    const [sound, damaged] = await using(command(null), async (records) => {
      const made = await fill(records);
      await spoil(records, made[1] ?? expect.fail(), 'damaged');
      return made;
    });
    if (damaged === undefined) return expect.fail();
    for (const round of [1, 2])
      await using(command(key), async (records) => {
        expect(records.damaged, `opening ${round}`).to.have.length(1);
        expect(await list(records)).to.deep.equal([sound]);
        if (round === 2) await spoil(records, damaged, { ...damaged, sealed: false });
      });
    expect(await onDisk()).to.deep.equal([other]);
    await using(command(key), async (records) => {
      expect(records.damaged).to.deep.equal([]);
      expect(await list(records)).to.deep.equal([sound, damaged]);
    });
    expect(await onDisk()).to.deep.equal([]);
  });
});
