import * as t from 'io-ts';
import { randomBytes } from 'node:crypto';
import { lstat, rm, stat } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { isMissing } from '../../../../kit/system-error.js';
import { strict } from '../../records/codecs.js';
import { type Environment } from '../lmdb/environment.js';
import { RecordsUnusable } from '../lmdb/faults.js';
import { isListening, listenAt, recordedSocket, removeStaleSockets, shortPath, socketPath } from './hold-socket.js';

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
}

const holder = strict<Holder>('holder', { name: t.string, socket: t.string });

const holderTable = (environment: Environment) =>
  environment.table<'server', Holder>({ name: 'holder', codec: holder, show: String });

/**
 * Takes the server lock of a data folder. Of many processes that start at once, exactly one gets it. A server is alive
 * while its socket accepts connections, so a killed server holds no lock. To probe a socket and then remove it would
 * let two servers in. Instead each server listens on a new socket, and a transaction records it as the holder only if
 * the holder that was just found dead is still recorded.
 */
export const takeHold = async (environment: Environment): Promise<E.Either<AlreadyHeld, Hold>> => {
  const holders = holderTable(environment);
  const name = randomBytes(8).toString('hex');
  const socket = socketPath(environment.realFile, name);
  const own = await listenAt(socket);
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
          return { answer: mayTake, writes: mayTake ? [holders.put('server', { name, socket })] : [] };
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
 * Throws `RecordsUnusable` where the data file has another name in another folder (a hard link), and a server took the
 * lock there: its socket is out of reach, and LMDB's lock files differ.
 */
export const refuseHeldElsewhere = async (environment: Environment): Promise<void> => {
  const { file, realFile } = environment;
  if ((await stat(realFile)).nlink < 2) return;
  const found = await orThrow(environment.read(() => holderTable(environment).get('server') ?? null));
  const socket = found === null ? null : recordedSocket(realFile, found.socket);
  if (socket !== null && !(await isThere(socket))) throw new RecordsUnusable({ _tag: 'HeldElsewhere', file });
};

/** A killed server leaves its socket behind. */
const isThere = async (path: string): Promise<boolean> => {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

const isAlive = async ({ realFile }: Environment, { socket }: Holder): Promise<boolean> => {
  const path = recordedSocket(realFile, socket);
  return path !== null && shortPath(path, isListening);
};
