import { mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

/** A socket that shows that its process lives: it accepts connections. */
export interface HoldSocket {
  readonly close: () => Promise<void>;
}

const PREFIX = 'server-';

const NAME = /^server-[0-9a-f]{16}$/;

/**
 * The path of a socket beside the data file, whose real path is given. Every process that can open the file can reach
 * it.
 */
export const socketPath = (realFile: string, name: string): string => join(dirname(realFile), `${PREFIX}${name}`);

/**
 * The path at which this process finds a recorded socket; null if the record names none. Only the name counts: another
 * path to the folder leads to the same socket, and the folder of a copy has none that a server listens on.
 */
export const recordedSocket = (realFile: string, recorded: string): string | null => {
  const name = basename(recorded);
  return NAME.test(name) ? join(dirname(realFile), name) : null;
};

export const listenAt = (path: string): Promise<HoldSocket> =>
  shortPath(path, async (short) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.destroy();
    });
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(short, done);
    });
    server.unref();
    return { close: () => closeServer(server, path) };
  });

const closeServer = async (server: Server, path: string): Promise<void> => {
  await new Promise<void>((done) => server.close(() => done()));
  await rm(path, { force: true });
};

/** The errors of a connection to a dead socket. Any other failure may come from a busy server. */
const DEAD = ['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'];
/** How long to wait for a connection, in milliseconds. A stopped process does not answer, but is not dead. */
const PATIENCE = 2_000;

export const isListening = (path: string): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect(path);
    const say = (alive: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      answer(alive);
    };
    const timer = setTimeout(() => say(true), PATIENCE);
    socket.once('connect', () => say(true));
    socket.on('error', (error: NodeJS.ErrnoException) => say(!DEAD.includes(error.code ?? '')));
  });

/** The path of a socket has room for 107 bytes, on some systems for 103. Node silently cuts longer ones. */
const LONGEST = 100;

const fits = (path: string): boolean => Buffer.byteLength(path) <= LONGEST;

/** Runs work with a path to the same file that is short enough for a socket. */
export const shortPath = async <A>(path: string, work: (short: string) => Promise<A>): Promise<A> => {
  const fitting = [path, relative(process.cwd(), path)].find(fits);
  if (fitting !== undefined) return work(fitting);
  const folder = await mkdtemp(join(tmpdir(), 'postcard-'));
  try {
    const detour = join(folder, 'r');
    await symlink(dirname(path), detour);
    return await work(join(detour, basename(path)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** The age from which a socket without a record belongs to a start that died, in milliseconds. */
const ABANDONED = 60_000;

/** Removes the sockets of starts that were killed before they were recorded. One that was only stopped still listens. */
export const removeStaleSockets = async (own: string): Promise<void> => {
  const folder = dirname(own);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(PREFIX) || path === own) continue;
    const made = (await stat(path).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - made > ABANDONED && !(await shortPath(path, isListening))) await rm(path, { force: true });
  }
};
