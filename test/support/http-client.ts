import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { type Answer } from './openapi.js';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Sends one request on a connection of its own and reads the whole answer. Follows no redirect. */
export const call = (baseUrl: string, { method, path, headers = {}, body = '' }: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const length = bytes.length > 0 || method === 'POST' ? { 'content-length': String(bytes.length) } : {};
    const url = new URL(baseUrl);
    const outgoing = request(
      { host: url.hostname, port: url.port, method, path, headers: { ...length, ...headers }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });

/** Writes bytes as they are to a fresh connection, reads until the other side closes, and takes the answer apart. */
export const rawCall = async (baseUrl: string, text: string): Promise<Answer> => {
  const url = new URL(baseUrl);
  const socket = connect(Number(url.port), url.hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return parseAnswer(Buffer.concat(chunks));
};

const parseAnswer = (bytes: Buffer): Answer => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) throw new TypeError(`no answer, but ${JSON.stringify(bytes.toString('latin1').slice(0, 200))}`);
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body: bytes.subarray(end + 4) };
};

export const json = (answer: Answer): Record<string, unknown> =>
  JSON.parse(Buffer.from(answer.body).toString('utf8')) as Record<string, unknown>;
