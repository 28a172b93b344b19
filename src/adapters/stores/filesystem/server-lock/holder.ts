import * as t from 'io-ts';
import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { inode, type Inode, inodeOf, isSameInode } from '../../../../kit/files/inode.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { added, nullable, strict } from '../../records/codecs.js';
import { type Environment } from '../lmdb/environment.js';
import { RecordsUnusable } from '../lmdb/faults.js';
import { isListening, recordedSocket, removeStaleSockets, shortPath, socketPath } from './hold-socket.js';
import { isThere, keepListening, LOOK_EVERY } from './keep-socket.js';

/** Another server runs on this data folder. */
export interface AlreadyHeld {
  readonly _tag: 'AlreadyHeld';
}

/** This process is the one server of its data folder. */
export interface Hold {
  readonly release: () => Promise<void>;
}

interface Holder {
  /** Identifies the holder. */
  readonly name: string;
  /**
   * The socket that it listens on for as long as it lives. The path is the holder's own, and others use its last part
   * only: the same folder may have another path in a container, and a copy of it contains this record too.
   */
  readonly socket: string;
  /** The data file and its folder as the holder found them; null where an earlier version took the lock. */
  readonly file: Inode | null;
  readonly folder: Inode | null;
}

const holder = strict<Holder>('holder', {
  name: t.string,
  socket: t.string,
  file: added(nullable(inode), null),
  folder: added(nullable(inode), null),
});

const holderTable = (environment: Environment) =>
  environment.table<'server', Holder>({ name: 'holder', codec: holder, show: String });

/**
 * Takes the server lock of a data folder. Of many processes that start at once, exactly one gets it. A server is alive
 * while its socket accepts connections, so a killed server holds no lock. To probe a socket and then remove it would
 * let two servers in. Instead each server listens on a new socket, and a transaction records it as the holder only if
 * the holder that was just found dead is still recorded.
 */
export const takeHold = async (
  environment: Environment,
  lookEvery = LOOK_EVERY,
): Promise<E.Either<AlreadyHeld, Hold>> => {
  const holders = holderTable(environment);
  const name = randomBytes(8).toString('hex');
  const socket = socketPath(environment.realFile, name);
  const place = await placeOf(environment);
  const own = await keepListening(socket, lookEvery);
  const current = environment.read(() => holders.get('server') ?? null);

  try {
    for (;;) {
      const found = await orThrow(current);
      if (found !== null && (await isAlive(environment, found))) {
        await own.close();
        return E.left({ _tag: 'AlreadyHeld' });
      }
      const taken = await orThrow(
        environment.write(() => {
          const mayTake = (holders.get('server')?.name ?? null) === (found?.name ?? null);
          return { answer: mayTake, writes: mayTake ? [holders.put('server', { name, socket, ...place })] : [] };
        }),
      );
      if (!taken) continue;
      const dead = found === null ? null : recordedSocket(environment.realFile, found.socket);
      if (dead !== null) await rm(dead, { force: true });
      await removeStaleSockets(socket);
      break;
    }
  } catch (error) {
    await own.close();
    throw error;
  }

  const giveUp = environment.write(() => {
    const isOurs = holders.get('server')?.name === name;
    return { answer: undefined, writes: isOurs ? [holders.remove('server')] : [] };
  });
  return E.right({
    release: async () => {
      // A lock whose record cannot be removed ends with the socket.
      await giveUp();
      await own.close();
    },
  });
};

/** Removes the record of the lock: the server that it names has another folder, of which this one is a copy. */
export const forgetHolder = (environment: Environment): Promise<void> => {
  const holders = holderTable(environment);
  return orThrow(environment.write(() => ({ answer: undefined, writes: [holders.remove('server')] })));
};

/** Whether a server runs on this data folder now. */
export const isHeld = async (environment: Environment): Promise<boolean> => {
  const found = await orThrow(environment.read(() => holderTable(environment).get('server') ?? null));
  return found !== null && isAlive(environment, found);
};

/**
 * Throws `RecordsUnusable` where the data file is also in another folder (a hard link, a mount of the file alone), and a
 * server took the lock there: its socket is out of reach, and LMDB's lock files differ.
 */
export const refuseHeldElsewhere = async (environment: Environment): Promise<void> => {
  const { file, realFile } = environment;
  const found = await orThrow(environment.read(() => holderTable(environment).get('server') ?? null));
  if (found === null || !(await isElsewhere(environment, found))) return;
  const socket = recordedSocket(realFile, found.socket);
  if (socket !== null && !(await isThere(socket))) throw new RecordsUnusable({ _tag: 'HeldElsewhere', file });
};

/** Where the record does not say, only a hard link can be told. */
const isElsewhere = async (environment: Environment, { file, folder }: Holder): Promise<boolean> => {
  if (file === null || folder === null) return (await stat(environment.realFile)).nlink > 1;
  const here = await placeOf(environment);
  return isSameInode(here.file, file) && !isSameInode(here.folder, folder);
};

const placeOf = async ({ realFile }: Environment): Promise<{ readonly file: Inode; readonly folder: Inode }> => ({
  file: await inodeOf(realFile),
  folder: await inodeOf(dirname(realFile)),
});

const isAlive = async ({ realFile }: Environment, { socket }: Holder): Promise<boolean> => {
  const path = recordedSocket(realFile, socket);
  return path !== null && shortPath(path, isListening);
};
