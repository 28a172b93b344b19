import { openStores, type Stores } from '../../src/app/stores.js';
import { readConfig } from '../../src/app/config.js';
import * as E from 'fp-ts/lib/Either.js';
import { type PostcardProcess, startProcess, untilListening } from './postcard-process.js';
import { makeTempDir } from './temp-dir.js';

/** A service of its own process, one of those that share a database. */
export interface Node {
  readonly url: string;
  readonly process: PostcardProcess;
}

/** Starts nodes on one database, each with a folder of its own, all with one stand-in for WhatsApp. */
export const startNodes = async (
  count: number,
  databaseUrl: string,
  whatsAppUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly nodes: readonly Node[]; readonly removeFolders: () => Promise<void> }> => {
  const folders = await Promise.all(Array.from({ length: count }, makeTempDir));
  const processes = folders.map(({ path }) =>
    startProcess({ DATA_DIR: path, MONGODB_URL: databaseUrl, WHATSAPP_API_URL: whatsAppUrl, ...settings }),
  );
  const nodes = await Promise.all(
    processes.map(async (process) => ({ url: (await untilListening(process)).rest, process })),
  );
  return { nodes, removeFolders: async () => void (await Promise.all(folders.map(({ remove }) => remove()))) };
};

/** The stores of a database, for a test's own hands. */
export const storesOf = (databaseUrl: string): Promise<Stores> => {
  const config = readConfig({ MONGODB_URL: databaseUrl });
  if (E.isLeft(config)) throw new TypeError(config.left.join('; '));
  return openStores(config.right);
};
