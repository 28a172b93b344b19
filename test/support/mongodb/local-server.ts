import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, startUntil } from './child.js';
import { type TestServer } from './server.js';

/** The `mongod` on the PATH, on a folder of its own. */
export const localServer = async (): Promise<TestServer | null> => {
  if (!(await isInstalled('mongod', '--version'))) return null;
  const folder = mkdtempSync(join(tmpdir(), 'postcard-mongod-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const port = await startUntil('mongod', ['--dbpath', folder, '--port', '0', '--bind_ip', '127.0.0.1'], portIn);
  return { what: 'mongod', url: `mongodb://127.0.0.1:${port}` };
};

/** mongod logs JSON lines; one tells that it waits for connections, and at which port. */
const portIn = (line: string): number | null => {
  const port = /"Waiting for connections".*"port":([0-9]+)/.exec(line)?.[1];
  return port === undefined ? null : Number(port);
};
