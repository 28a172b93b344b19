import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { newPicture } from '../calls.js';

/** Serves pictures: under `/slow` in a trickle just above the least that a download may have, elsewhere at once. */
export interface FileServer {
  readonly url: string;
  readonly host: string;
  readonly close: () => void;
}

const BYTES = 2_000_000;
/** Bytes a second: the service gives up below 1 KiB. */
const PACE = 1_300;

export const startFileServer = async (): Promise<FileServer> => {
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
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
