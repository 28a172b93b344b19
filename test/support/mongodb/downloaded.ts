import { type TestServer } from './server.js';

/** A `mongod` that mongodb-memory-server fetches, where it may. */
export const downloadedServer = async (): Promise<TestServer | null> => {
  const { MongoMemoryServer } = await import('mongodb-memory-server-core');
  try {
    const server = await MongoMemoryServer.create({ instance: { ip: '127.0.0.1' } });
    process.once('exit', () => void server.stop({ doCleanup: true, force: true }));
    return { what: 'mongodb-memory-server', url: server.getUri() };
  } catch {
    return null;
  }
};
