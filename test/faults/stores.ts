import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { openMediaStorage } from '../../src/adapters/filesystem/media-storage.js';
import { openFilesystemRecords } from '../../src/adapters/filesystem/records.js';
import { type AccountId } from '../../src/domain/account.js';
import { type ChatMessageId, type MediaId, type Message } from '../../src/domain/message.js';
import { MINUTE } from '../../src/domain/time.js';
import { orThrow } from '../../src/kit/or-throw.js';

/** What lies in a store while no server runs on it. */
export interface Snapshot {
  readonly messages: readonly Message[];
  /** Of each file that a message names: the hex sha256 of its bytes, null where there is no such file. */
  readonly digests: ReadonlyMap<MediaId, string | null>;
}

/** A kind of store, as the harness starts servers on it and looks into it afterwards. */
export interface StoreUnderTest {
  readonly name: 'files';
  /** The settings that make a server keep everything there. */
  readonly settings: (dataDir: string) => Record<string, string>;
  /** Reads the messages of account 1 from an id on, with their files, past the service. */
  readonly inspect: (dataDir: string, from?: number) => Promise<Snapshot>;
  /** How many staged files there are. */
  readonly staged: (dataDir: string) => Promise<number>;
  /** Runs the sweep as if eleven minutes had passed; answers the files that no message names and are there still. */
  readonly leftOver: (dataDir: string) => Promise<readonly string[]>;
}

const ACCOUNT = 1 as AccountId;

const stagingOf = (dataDir: string): string => join(dataDir, 'media', 'staging');
const fileOf = (dataDir: string, id: string): string => join(dataDir, 'media', id.charAt(0), id);

export const filesUnderTest: StoreUnderTest = {
  name: 'files',
  settings: (dataDir) => ({ DATA_DIR: dataDir }),

  inspect: async (dataDir, from = 1) => {
    const records = await openFilesystemRecords({ dataDir, encryptionKey: null });
    try {
      const messages: Message[] = [];
      for (let id = from; ; id += 1) {
        const message = await orThrow(records.messages.byId(ACCOUNT, id as ChatMessageId));
        if (O.isNone(message)) break;
        messages.push(message.value);
      }
      const digests = new Map<MediaId, string | null>();
      for (const { mediaId } of messages)
        if (!digests.has(mediaId)) digests.set(mediaId, await digestOf(fileOf(dataDir, mediaId)));
      return { messages, digests };
    } finally {
      await records.close();
    }
  },

  staged: async (dataDir) => (await readdir(stagingOf(dataDir))).length,

  leftOver: async (dataDir) => {
    const records = await openFilesystemRecords({ dataDir, encryptionKey: null });
    try {
      const table = records.media;
      const now = (): number => Date.now() + 11 * MINUTE;
      const media = await openMediaStorage({ dataDir, records: table, now });
      const swept = await media.sweep();
      if (E.isLeft(swept)) throw swept.left.cause;
      const files = await allFiles(join(dataDir, 'media'));
      return files.filter((name) => table.get(name as MediaId)?.named !== true);
    } finally {
      await records.close();
    }
  },
};

const digestOf = async (path: string): Promise<string | null> => {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
};

const allFiles = async (root: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const folder of await readdir(root)) {
    if (!(await stat(join(root, folder))).isDirectory()) names.push(folder);
    else names.push(...(await readdir(join(root, folder))));
  }
  return names;
};
