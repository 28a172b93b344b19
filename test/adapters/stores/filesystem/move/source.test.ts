import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { link, mkdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type RecordsUnusable } from '../../../../../src/adapters/stores/filesystem/lmdb/faults.js';
import { openFilesystemSource } from '../../../../../src/adapters/stores/filesystem/move-source.js';
import { takeHold } from '../../../../../src/adapters/stores/filesystem/server-lock/holder.js';
import { NOW, on, rejection } from '../../../../contracts/support.js';
import { fillKept, type KeptStore, makeKept } from '../backup/kept-store.js';

const openSource = (dataDir: string) => openFilesystemSource({ dataDir, encryptionKey: null }, () => NOW);

const hold = async ({ records }: KeptStore) => {
  const held = await takeHold(records.environment);
  if (E.isLeft(held)) throw new TypeError('held by another');
  return held.right;
};

describe('a data folder that is to be moved', () => {
  it(
    'is refused where its data file is the one that a server elsewhere uses',
    on(makeKept)(async (kept) => {
      const held = await hold(kept);
      const other = kept.beside('other');
      await mkdir(join(other, 'records'), { recursive: true });
      await link(join(kept.dataDir, 'records', 'records.mdb'), join(other, 'records', 'records.mdb'));
      const error = await rejection(() => openSource(other));
      expect((error as RecordsUnusable).fault._tag).to.equal('HeldElsewhere');
      await held.release();
    }),
  );

  it(
    'is refused where its records are gone and its media are there',
    on(makeKept)(async (kept) => {
      await fillKept(kept);
      await kept.records.close();
      await unlink(join(kept.dataDir, 'records', 'records.mdb'));
      const error = await rejection(() => openSource(kept.dataDir));
      expect((error as RecordsUnusable).fault._tag).to.equal('RecordsLost');
    }),
  );

  it(
    'that a server uses is refused, and stays open as its identity says',
    on(makeKept)(async (kept) => {
      const held = await hold(kept);
      expect(await openSource(kept.dataDir)).to.deep.equal(E.left({ _tag: 'AlreadyHeld' }));
      const identity = await readFile(join(kept.dataDir, 'records', 'records.mdb-identity'), 'utf8');
      expect(JSON.parse(identity)).to.include({ changed: null });
      await held.release();
    }),
  );
});
