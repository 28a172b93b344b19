import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { isHeld, takeHold } from '../../../../../src/adapters/stores/filesystem/server-lock/holder.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { makeTempDir } from '../../../../support/temp-dir.js';
import { type OpenRecords, openRecords } from './open-records.js';

const DAY = 86_400_000;

describe('the hold on a data folder', () => {
  let folder: OpenRecords['folder'];
  let environment: OpenRecords['environment'];
  let records: string;
  let sockets: OpenRecords['sockets'];
  let close: OpenRecords['close'];

  beforeEach(async () => ({ folder, environment, records, sockets, close } = await openRecords()));
  afterEach(() => close());
  const take = async () => {
    const held = await takeHold(environment);
    if (E.isLeft(held)) throw new TypeError('held by another');
    return held.right;
  };

  it('is taken by exactly one of many that try at once, again and again', async () => {
    for (let round = 0; round < 10; round += 1) {
      const tries = await Promise.all(Array.from({ length: 6 }, () => takeHold(environment)));
      const holds = tries.filter(E.isRight);
      expect(holds).to.have.length(1);
      expect(await sockets()).to.have.length(1);
      await holds[0]?.right.release();
      expect(await sockets()).to.deep.equal([]);
    }
  });

  it('is known to everybody until it is released', async () => {
    expect(await isHeld(environment)).to.equal(false);
    const hold = await take();
    expect(await isHeld(environment)).to.equal(true);
    expect(await takeHold(environment)).to.deep.equal(E.left({ _tag: 'AlreadyHeld' }));
    await hold.release();
    expect(await isHeld(environment)).to.equal(false);
    await (await take()).release();
  });

  it('finds a holder that recorded another path to the same folder, and none at that path in a copy', async () => {
    const holders = environment.table<'server', { name: string; socket: string }>({
      name: 'holder',
      codec: t.type({ name: t.string, socket: t.string }),
      show: String,
    });
    const hold = await take();
    const name = (await sockets())[0] ?? '';
    const record = (socket: string) =>
      orThrow(environment.write(() => ({ answer: null, writes: [holders.put('server', { name: 'other', socket })] })));
    await record(`/data/records/${name}`);
    expect(await isHeld(environment)).to.equal(true);

    const original = await makeTempDir();
    const listener = createServer();
    listener.listen(join(original.path, 'server-cccccccccccccccc'));
    await once(listener, 'listening');
    try {
      await record(join(original.path, 'server-cccccccccccccccc'));
      expect(await isHeld(environment)).to.equal(false);
      await (await take()).release();
      expect(await readdir(original.path)).to.deep.equal(['server-cccccccccccccccc']);
    } finally {
      listener.close();
      await original.remove();
      await hold.release();
    }
  });

  for (const [what, leave] of [
    ['nothing', async () => undefined],
    ['a file', (socket: string) => writeFile(socket, '')],
  ] as const)
    it(`passes to the next where its holder is gone and left ${what} behind`, async () => {
      const socket = join(records, 'server-dddddddddddddddd');
      await leave(socket);
      const holders = environment.table<'server', { name: string; socket: string }>({
        name: 'holder',
        codec: t.type({ name: t.string, socket: t.string }),
        show: String,
      });
      await orThrow(
        environment.write(() => ({ answer: null, writes: [holders.put('server', { name: 'dead', socket })] })),
      );
      expect(await isHeld(environment)).to.equal(false);
      const tries = await Promise.all(Array.from({ length: 6 }, () => takeHold(environment)));
      expect(tries.filter(E.isRight)).to.have.length(1);
      expect(await sockets())
        .to.have.length(1)
        .and.not.include('server-dddddddddddddddd');
      for (const held of tries) if (E.isRight(held)) await held.right.release();
    });

  it('is not kept from its folder by old sockets, which go, nor by young ones, which stay', async () => {
    const old = join(records, 'server-0123456789abcdef');
    await writeFile(old, '');
    await utimes(old, new Date(Date.now() - DAY), new Date(Date.now() - DAY));
    await writeFile(join(records, 'server-fedcba9876543210'), '');
    const hold = await take();
    expect(await sockets())
      .to.have.length(2)
      .and.include('server-fedcba9876543210');
    await hold.release();
  });

  it('leaves the old socket of a start that was only stopped, which may still become the holder', async () => {
    const stopped = createServer();
    stopped.listen(join(records, 'server-bbbbbbbbbbbbbbbb'));
    await once(stopped, 'listening');
    await utimes(join(records, 'server-bbbbbbbbbbbbbbbb'), new Date(Date.now() - DAY), new Date(Date.now() - DAY));
    try {
      const hold = await take();
      expect(await sockets()).to.include('server-bbbbbbbbbbbbbbbb');
      await hold.release();
    } finally {
      stopped.close();
    }
  });

  it('is not taken for alive because of a listener that is not its holder', async () => {
    const stranger = createServer();
    stranger.listen(join(records, 'server-aaaaaaaaaaaaaaaa'));
    await once(stranger, 'listening');
    try {
      expect(await isHeld(environment)).to.equal(false);
      await (await take()).release();
    } finally {
      stranger.close();
    }
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const dataDir = join(folder.path, 'a-rather-long-name-of-a-folder'.repeat(6));
    const deep = await openEnvironment({ dataDir });
    try {
      const held = await takeHold(deep);
      expect(E.isRight(held)).to.equal(true);
      expect(await takeHold(deep)).to.deep.equal(E.left({ _tag: 'AlreadyHeld' }));
      if (E.isRight(held)) await held.right.release();
    } finally {
      await deep.close();
    }
  });
});
