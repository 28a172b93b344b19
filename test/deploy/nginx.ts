import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

const NGINX = '/usr/sbin/nginx';

export const hasNginx = (): boolean => existsSync(NGINX);

export interface Nginx {
  /** The sockets that stand for the ports 8080 and 50051. */
  readonly rest: string;
  readonly grpc: string;
  readonly close: () => Promise<void>;
}

/** What a node listens on. */
export interface NodePorts {
  readonly rest: number;
  readonly grpc: number;
}

/** Sockets in place of ports and host names, all files in one folder, and `http2` as nginx had it before 1.25. */
const adapt = (config: string, folder: string, nodes: readonly NodePorts[]): string =>
  nodes
    .reduce(
      (text, { rest, grpc }, index) =>
        text
          .replace(`postcard-${String(index + 1)}:3000`, `127.0.0.1:${String(rest)}`)
          .replace(`postcard-${String(index + 1)}:50051`, `127.0.0.1:${String(grpc)}`),
      config.replaceAll('/tmp/', `${folder}/`),
    )
    .replace('listen 8080;', `listen unix:${folder}/rest.sock;`)
    .replace(/listen 50051;\s+http2 on;/, `listen unix:${folder}/grpc.sock http2;`)
    .replace('access_log /dev/stdout;', 'access_log off;');

/** Runs a configuration in a real nginx in front of these nodes. Throws where nginx does not take it. */
export const startNginx = async (config: string, nodes: readonly NodePorts[]): Promise<Nginx> => {
  const folder = await makeTempDir();
  const file = join(folder.path, 'nginx.conf');
  await writeFile(file, adapt(config, folder.path, nodes));
  const flags = ['-p', folder.path, '-c', file, '-e', 'stderr'];
  const judged = spawnSync(NGINX, [...flags, '-t'], { encoding: 'utf8' });
  if (judged.status !== 0 || judged.stderr.includes('[warn]')) throw new Error(judged.stderr);
  const nginx = spawn(NGINX, [...flags, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const gone = once(nginx, 'exit');
  const [rest, grpc] = [join(folder.path, 'rest.sock'), join(folder.path, 'grpc.sock')];
  await until(
    'nginx to listen',
    () => existsSync(grpc) && existsSync(rest) && existsSync(join(folder.path, 'nginx.pid')),
  );
  return {
    rest,
    grpc,
    close: async () => {
      nginx.kill('SIGTERM');
      await gone;
      await folder.remove();
    },
  };
};
