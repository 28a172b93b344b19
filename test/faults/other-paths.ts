import { execFileSync, spawn } from 'node:child_process';
import { link, mkdir, rename, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { newPicture } from './calls.js';
import { callOnce } from './load.js';
import { DidNotStart, type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';

export interface OtherPathsReport {
  /** The ways to the folder that were tried. */
  readonly ways: readonly string[];
  /** The ways that this machine does not allow. */
  readonly notRun: readonly string[];
  readonly faults: readonly string[];
}

/** EX_CONFIG of sysexits.h. */
const WRONG_SETTINGS = 78;

/** Another path to the data of a stand: answers the folder to name as DATA_DIR. */
type Way = (stand: Stand, place: string) => Promise<string>;

const withRecords =
  (make: (records: string, place: string) => Promise<unknown>): Way =>
  async ({ dataDir }, place) => {
    await mkdir(place);
    await make(join(dataDir, 'records'), place);
    return place;
  };

const ways: Record<string, Way> = {
  'a link to the folder': async ({ dataDir }, place) => {
    await symlink(dataDir, place);
    return place;
  },
  'a path with ..': async ({ dataDir }) => `${dirname(dataDir)}/../${basename(dirname(dataDir))}/${basename(dataDir)}`,
  'a path of 300 bytes': async ({ dataDir }, place) => {
    const deep = join(place, 'a-rather-long-name-of-a-folder'.repeat(8));
    await mkdir(deep, { recursive: true });
    await symlink(dataDir, join(deep, 'data'));
    return join(deep, 'data');
  },
  'a link to its records': withRecords((records, place) => symlink(records, join(place, 'records'))),
  'a link to its data file': withRecords(async (records, place) => {
    await mkdir(join(place, 'records'));
    await symlink(join(records, 'records.mdb'), join(place, 'records', 'records.mdb'));
  }),
  'a hard link to its data file': withRecords(async (records, place) => {
    await mkdir(join(place, 'records'));
    await link(join(records, 'records.mdb'), join(place, 'records', 'records.mdb'));
  }),
};

/**
 * Starts a second server on the folder of a running one by every other path, and one on a copy beside it. The second
 * must be refused, the copy must start, and the first must not notice.
 */
export const tryOtherPaths = async (trial: Trial, most = Infinity): Promise<OtherPathsReport> => {
  const stand = await makeStand(trial);
  const root = dirname(stand.dataDir);
  const tried: string[] = [];
  const notRun: string[] = [];
  const faults: string[] = [];
  try {
    let server = await stand.start();
    const check = async (way: string, work: () => Promise<string | null>): Promise<void> => {
      tried.push(way);
      const fault = await work();
      if (fault !== null) faults.push(`${way}: ${fault}`);
      const answer = await callOnce(stand, server, newPicture(20_000));
      if (answer._tag !== 'Acknowledged') faults.push(`${way}: a send of the first got ${JSON.stringify(answer)}`);
    };
    for (const [index, [way, lead]] of Object.entries(ways).slice(0, most).entries())
      await check(way, async () => refusal(stand, await lead(stand, join(root, `way-${index}`))));
    for (const [way, mounted] of Object.entries(mounts)) {
      const point = join(root, `mount-${tried.length}`);
      await mkdir(point);
      const exit = mounted(stand, point);
      if (exit === null) notRun.push(way);
      else await check(way, async () => (await exit) ?? null);
    }
    await check('a copy beside it (cp -a)', () => startsOnCopy(stand, join(root, 'copy')));
    await check('a stopped server', async () => {
      server.signal('SIGSTOP');
      const fault = await refusal(stand, stand.dataDir);
      server.signal('SIGCONT');
      return fault;
    });
    await check('a folder that was moved', async () => {
      await rename(stand.dataDir, join(root, 'moved'));
      const fault = await refusal(stand, join(root, 'moved'));
      await rename(join(root, 'moved'), stand.dataDir);
      return fault;
    });
    await server.kill();
    server = await stand.start();
    await server.terminate();
    return { ways: tried, notRun, faults };
  } finally {
    await stand.close();
  }
};

/** The fault where a second server is not refused; null where it is. */
const refusal = async (stand: Stand, dataDir: string): Promise<string | null> => {
  const second = await ending(stand, dataDir);
  if (!(second instanceof DidNotStart)) {
    await second.kill();
    return 'a second server runs';
  }
  if (second.code !== WRONG_SETTINGS) return `exit ${second.code}: ${second.log.slice(0, 300)}`;
  return second.log.includes(dataDir) ? null : `the folder is not named: ${second.log.slice(0, 300)}`;
};

const ending = (stand: Stand, dataDir: string): Promise<ServerProcess | DidNotStart> =>
  stand.start({ DATA_DIR: dataDir }).catch((error: unknown) => {
    if (error instanceof DidNotStart) return error;
    throw error;
  });

const startsOnCopy = async (stand: Stand, copy: string): Promise<string | null> => {
  execFileSync('cp', ['-a', stand.dataDir, copy]);
  const started = await ending(stand, copy);
  if (started instanceof DidNotStart) return `it does not start: ${started.log.slice(0, 300)}`;
  const again = await refusal(stand, copy);
  await started.kill();
  return again;
};

/** Answers null where this process may not mount; else the fault of a server behind the mount. */
type Mounted = (stand: Stand, point: string) => Promise<string | null> | null;

const mounts: Record<string, Mounted> = {
  'a bind mount': (stand, point) => {
    try {
      execFileSync('mount', ['--bind', stand.dataDir, point], { stdio: 'pipe' });
    } catch {
      return null;
    }
    return refusal(stand, point).finally(() => execFileSync('umount', ['-l', point], { stdio: 'pipe' }));
  },
  'a mount namespace of its own, as a container has': (stand, point) => {
    try {
      execFileSync('unshare', ['-m', 'mount', '--bind', stand.dataDir, point], { stdio: 'pipe' });
    } catch {
      return null;
    }
    return refusalInside(stand, point);
  },
};

const refusalInside = (stand: Stand, point: string): Promise<string | null> =>
  new Promise((resolve) => {
    // The folder of the first server has no other path in there.
    const start = 'mount --bind "$0" "$1" && mount -t tmpfs none "$0" && exec "$2" "$3"';
    const words = [stand.dataDir, point, process.execPath, join(stand.dist, 'main.js')];
    const child = spawn('unshare', ['-m', 'sh', '-c', start, ...words], {
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: '0',
        GRPC_PORT: '0',
        DATA_DIR: point,
        WHATSAPP_API_URL: stand.graph.url,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!said.includes('"msg":"listening"')) return;
      resolve('a second server runs');
      child.kill('SIGKILL');
    });
    child.once('close', (code) => resolve(code === WRONG_SETTINGS ? null : `exit ${code}: ${said.slice(0, 300)}`));
  });
