import { prepareAccount } from './account.js';
import { type Running, start } from './processes.js';
import { makeDatabase } from '../support/mongodb/database.js';

/** The raw floor on a folder of its own. */
export const startFloor = (dataDir: string, graph: Running) =>
  start([process.execPath, 'test/bench/floor.mjs', dataDir, graph.url]);

/** The built service, as it runs against Meta: the bare Graph server stands in for it, links are sent. */
export const startPostcard = async (
  settings: Readonly<Record<string, string>>,
  graph: Running,
  main = 'dist/main.js',
): Promise<Running> => {
  const token = await prepareAccount(settings);
  const running = await start([process.execPath, main], {
    ...settings,
    PORT: '0',
    GRPC_PORT: '0',
    WHATSAPP_API_URL: graph.url,
    WHATSAPP_MEDIA_MODE: 'link',
    NODE_ENV: 'production',
  });
  return { ...running, token };
};

/** The same on a database of its own, which goes when it stops. */
export const startOnMongodb = async (dataDir: string, graph: Running): Promise<Running> => {
  const database = await makeDatabase();
  const running = await startPostcard({ DATA_DIR: dataDir, MONGODB_URL: database.url }, graph);
  const stop = async (): Promise<void> => {
    await running.stop();
    await database.drop();
  };
  return { ...running, stop };
};
