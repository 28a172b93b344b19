import { newDocument } from '../calls.js';
import { callOnce } from '../load.js';
import { type Prey } from '../raids/raid.js';
import { type ServerProcess } from '../server-process.js';
import { makeStand, type Stand, type Trial } from '../stand.js';
import { startFileServer } from './file-server.js';
import { hostileAccounts, type Others } from './hostile-accounts.js';
import { type Raider, startRaider } from './raider-process.js';
import { warmUp } from './warm-up.js';

/** A server that is watched from within, and hostile callers in a process of their own. */
export interface Scene {
  readonly stand: Stand;
  readonly server: ServerProcess;
  readonly raider: Raider;
  readonly prey: Prey;
  readonly close: () => Promise<void>;
}

/** What the service serves to all who ask, in bytes. */
const SERVED = 16 * 1_048_576;

export const openScene = async (trial: Trial, others: Others): Promise<Scene> => {
  const stand = await makeStand(trial, { isWatched: true });
  const files = await startFileServer();
  const raider = startRaider();
  let started: ServerProcess | null = null;
  const close = async (): Promise<void> => {
    await started?.kill();
    raider.end();
    files.close();
    await stand.close();
  };
  try {
    const tokens = await hostileAccounts(stand, others);
    const server = await stand.start({ FETCH_ALLOWED_HOSTS: files.host });
    started = server;
    const served = await callOnce(stand, server, newDocument(SERVED));
    if (served._tag !== 'Acknowledged') throw new Error(`a send got ${JSON.stringify(served)}`);
    const { restUrl, grpcAddress } = server;
    const prey = { restUrl, grpcAddress, tokens, mediaUrl: served.mediaUrl, fileUrl: files.url };
    await warmUp(prey);
    return { stand, server, raider, prey, close };
  } catch (error) {
    await close();
    throw error;
  }
};
