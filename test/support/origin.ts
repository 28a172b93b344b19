import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** Answers one path of an origin. */
export type OriginRoute = (response: ServerResponse) => void;

export interface Origin {
  readonly url: string;
  /** `host:port`, as FETCH_ALLOWED_HOSTS takes it. */
  readonly host: string;
  readonly close: () => Promise<void>;
}

/** A web server that a `media_url` can name. What is no route gets a 404. */
export const startOrigin = async (routes: Readonly<Record<string, OriginRoute>>): Promise<Origin> => {
  const server = createServer((request, response) => {
    const route = routes[request.url ?? ''];
    if (route === undefined) response.writeHead(404).end();
    else route(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export const file =
  (bytes: Uint8Array, type = 'application/octet-stream', headers: Readonly<Record<string, string>> = {}): OriginRoute =>
  (response) =>
    response.writeHead(200, { 'content-type': type, 'content-length': bytes.length, ...headers }).end(bytes);

export const redirect =
  (location: string): OriginRoute =>
  (response) =>
    response.writeHead(302, { location }).end();

/** Promises more than it gives, then cuts the connection. */
export const cut =
  (bytes: Uint8Array): OriginRoute =>
  (response) => {
    response.writeHead(200, { 'content-length': bytes.length * 2 });
    response.write(bytes, () => response.destroy());
  };

export const silence: OriginRoute = () => undefined;
