import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection on which anything can be written, and all that comes back is kept. */
export interface RawConnection {
  readonly socket: Socket;
  readonly write: (bytes: string | Uint8Array) => void;
  /** All that has come so far, a character each byte. */
  readonly received: () => string;
  /** Waits until what has come fits. */
  readonly until: (fits: (received: string) => boolean) => Promise<string>;
  /** Waits until the server has closed, and answers all that came. */
  readonly closed: () => Promise<string>;
}

const open: Socket[] = [];

export const connectRaw = async (port: number): Promise<RawConnection> => {
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  let received = '';
  let isClosed = false;
  const closing = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      resolve();
    });
  });
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  await once(socket, 'connect');
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    received: () => received,
    until: async (fits) => {
      while (!fits(received)) {
        if (isClosed) throw new Error(`closed before it came; received: ${received}`);
        await Promise.race([once(socket, 'data'), closing]);
      }
      return received;
    },
    closed: async () => {
      await closing;
      return received;
    },
  };
};

/** Destroys every connection that a test has opened. */
export const dropConnections = (): void => open.splice(0).forEach((socket) => socket.destroy());

/** An answer as it stands on the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Reads the first final answer in what came. */
export const parseAnswer = (received: string): RawAnswer => {
  const text = received.replace(/^(HTTP\/1\.1 100 Continue\r\n\r\n)+/, '');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const length = Number(headers.get('content-length') ?? 0);
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n').slice(0, length) };
};

/** Whether a whole answer with its announced body has come. */
export const isWhole = (received: string): boolean => {
  const text = received.replace(/^(HTTP\/1\.1 100 Continue\r\n\r\n)+/, '');
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  return text.length - end - 4 >= Number(parseAnswer(received).headers.get('content-length') ?? 0);
};

/** Writes a request and answers what came, once the answer is whole. */
export const exchangeRaw = async (port: number, ...writes: (string | Uint8Array)[]): Promise<RawAnswer> => {
  const connection = await connectRaw(port);
  for (const bytes of writes) connection.write(bytes);
  return parseAnswer(await connection.until(isWhole));
};

/** The head of a `POST /messages/media`. */
export const postHead = (headers: Readonly<Record<string, string | number>>): string =>
  [
    'POST /messages/media HTTP/1.1',
    'Host: x',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
