import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { newPicture } from '../calls.js';

/**
 * Serves pictures: under `/slow` in a trickle just above the least that a download may have, elsewhere at once. Under
 * `/named/` the name that it gives is what follows, over and over.
 */
export interface FileServer {
  readonly url: string;
  readonly host: string;
  readonly close: () => void;
}

const BYTES = 2_000_000;
/** Bytes a second: the service gives up below 1 KiB. */
const PACE = 1_300;

/** As long as a client of Node takes it, one character a byte. */
const dispositionOf = (name: string): string =>
  `attachment; filename="${name.repeat(Math.ceil(15_000 / name.length)).slice(0, 15_000)}`;

export const startFileServer = async (): Promise<FileServer> => {
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    const [, name] = /^\/named\/(.+)$/.exec(request.url ?? '') ?? [];
    if (name !== undefined) response.setHeader('Content-Disposition', dispositionOf(decodeURIComponent(name)));
    if (request.url?.startsWith('/slow') !== true) return void response.end(newPicture(20_000).bytes);
    const { bytes } = newPicture(BYTES);
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length });
    let at = 0;
    const timer = setInterval(() => {
      response.write(bytes.subarray(at, at + PACE));
      at += PACE;
    }, 1_000);
    response.once('close', () => clearInterval(timer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
