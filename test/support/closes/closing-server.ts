import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { turns } from '../turns.js';

/** How an answer says where its body ends. */
export type Framing = 'length' | 'chunked' | 'close';

/** How its server closes: with the last bytes, some turns of the loop after them, or by a reset. */
export type Closing = 'end' | 'late end' | 'reset';

export const framings: readonly Framing[] = ['length', 'chunked', 'close'];
export const closings: readonly Closing[] = ['end', 'late end', 'reset'];

/** An answer as bytes, and where its body begins. */
export interface Answer {
  readonly bytes: Buffer;
  readonly headLength: number;
  readonly body: Buffer;
  readonly framing: Framing;
}

/** A 200 that says `Connection: close`, in two chunks where it is chunked. */
export const answerOf = (framing: Framing, body: Buffer, type = 'image/png'): Answer => {
  const lines = {
    length: [`Content-Length: ${body.length}`],
    chunked: ['Transfer-Encoding: chunked'],
    close: [],
  }[framing];
  const head = Buffer.from(
    ['HTTP/1.1 200 OK', `Content-Type: ${type}`, ...lines, 'Connection: close', '', ''].join('\r\n'),
  );
  const middle = Math.ceil(body.length / 2);
  const chunk = (part: Buffer): Buffer[] =>
    part.length === 0 ? [] : [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')];
  const payload =
    framing === 'chunked'
      ? [...chunk(body.subarray(0, middle)), ...chunk(body.subarray(middle)), Buffer.from('0\r\n\r\n')]
      : [body];
  return { bytes: Buffer.concat([head, ...payload]), headLength: head.length, body, framing };
};

/** The beginning of an answer, and how its server closes behind it. */
export interface Cut {
  readonly answer: Answer;
  readonly at: number;
  readonly closing: Closing;
}

/**
 * What a reader may make of it. A reset may overtake bytes that were written before it; an end tells nothing where the
 * end of the connection is the end of the body.
 */
export const bodiesOf = ({ answer, at, closing }: Cut): readonly (Buffer | 'broken')[] => {
  if (at < answer.headLength) return ['broken'];
  if (answer.framing === 'close')
    return closing === 'reset' ? ['broken'] : [answer.body.subarray(0, at - answer.headLength)];
  if (at < answer.bytes.length) return ['broken'];
  return closing === 'reset' ? [answer.body, 'broken'] : [answer.body];
};

export interface ClosingServer {
  readonly port: number;
  readonly url: string;
  /** What the next request is answered with; `closed` resolves when its server has closed. */
  readonly next: (cut: Cut | ((head: string) => Cut)) => { readonly closed: Promise<void> };
  /** Drops the answers that no request came for. */
  readonly forget: () => void;
  readonly stop: () => Promise<void>;
}

/** A server on loopback that answers each request with the beginning of an answer, and closes. */
export const startClosingServer = async (tls?: TlsOptions): Promise<ClosingServer> => {
  const waiting: { cut: Cut | ((head: string) => Cut); closed: () => void }[] = [];
  const sockets = new Map<number, Socket>();
  const serve = (socket: Socket): void => {
    socket.on('error', () => undefined);
    let request = '';
    const onData = (bytes: Buffer): void => {
      request += bytes.toString('latin1');
      if (!isWhole(request)) return;
      socket.off('data', onData);
      const found = waiting.shift();
      if (found === undefined) return void socket.destroy();
      const { cut, closed } = found;
      const connection = sockets.get(socket.remotePort ?? 0) ?? socket;
      void answer(socket, connection, typeof cut === 'function' ? cut(request) : cut).then(closed);
    };
    socket.on('data', onData);
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(port));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/file.png`,
    next: (cut) => {
      const closed = new Promise<void>((resolve) => waiting.push({ cut, closed: resolve }));
      return { closed };
    },
    forget: () => void waiting.splice(0),
    stop: async () => {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Whether a request's head has come, and the body that it announces. */
const isWhole = (request: string): boolean => {
  const end = request.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const body = request.slice(end + 4);
  if (/^transfer-encoding: chunked/im.test(request)) return body.endsWith('0\r\n\r\n');
  return body.length >= Number(/^content-length: (\d+)/im.exec(request)?.[1] ?? 0);
};

/** `connection` is what carries the bytes of `socket`: itself, or the TCP connection below TLS. */
const answer = async (socket: Socket, connection: Socket, { answer: { bytes }, at, closing }: Cut): Promise<void> => {
  const part = bytes.subarray(0, at);
  const gone = once(connection, 'close');
  if (closing === 'end') {
    const finished = new Promise<void>((resolve) => socket.end(part, resolve));
    await Promise.race([finished, gone]);
    return;
  }
  const written = new Promise<void>((resolve) => socket.write(part, () => resolve()));
  await Promise.race([written, gone]);
  if (closing === 'late end') {
    await turns(5);
    socket.end();
  } else connection.resetAndDestroy();
};
