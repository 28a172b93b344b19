import { expect } from 'chai';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const stores = fileURLToPath(new URL('../../src/adapters/stores', import.meta.url));

/** The rooms that a store has because of its engine: the other store has no use for them, or has tools of its own. */
const enginesOwn: Readonly<Record<'filesystem' | 'mongodb', readonly string[]>> = {
  filesystem: ['backup', 'lmdb', 'server-lock'],
  mongodb: ['database'],
};

/** The rooms that one store has and the other lacks. */
const roomsOfOneStore = async (folder: string): Promise<readonly string[]> => {
  const roomsOf = async (store: 'filesystem' | 'mongodb'): Promise<readonly string[]> => {
    const entries = await readdir(join(folder, store), { withFileTypes: true });
    const rooms = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return rooms.filter((name) => !enginesOwn[store].includes(name));
  };
  const [files, mongodb] = [await roomsOf('filesystem'), await roomsOf('mongodb')];
  return [...files.filter((name) => !mongodb.includes(name)), ...mongodb.filter((name) => !files.includes(name))];
};

describe('the rooms of the stores', () => {
  let folder: TempDir;
  beforeEach(async () => (folder = await makeTempDir()));
  afterEach(() => folder.remove());

  it('are the same in both', async () => {
    expect(await roomsOfOneStore(stores)).to.deep.equal([]);
  });

  it('are what each store keeps', async () => {
    const rooms = await readdir(join(stores, 'filesystem'));
    expect(rooms).to.include.members(['accounts', 'contacts', 'messages', 'media']);
  });

  it('are reported where one store lacks a room, whichever it is', async () => {
    const rooms = ['filesystem/accounts', 'filesystem/events', 'filesystem/lmdb', 'mongodb/accounts', 'mongodb/media'];
    for (const room of rooms) await mkdir(join(folder.path, room), { recursive: true });
    expect(await roomsOfOneStore(folder.path)).to.deep.equal(['events', 'media']);
  });

  it('are reported where one store has the engine room of the other', async () => {
    for (const room of ['filesystem/database', 'mongodb/accounts', 'filesystem/accounts'])
      await mkdir(join(folder.path, room), { recursive: true });
    expect(await roomsOfOneStore(folder.path)).to.deep.equal(['database']);
  });
});
