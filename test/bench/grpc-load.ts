import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { type MediaMessage } from '../../src/adapters/grpc/contract/gen/postcard/v1/MediaMessage.gen.js';
import { connect, send } from '../support/grpc-client.js';
import { type Running } from './processes.js';

/** A file in the chunks that it is sent in. */
export interface ChunkedFile {
  readonly metadata: MediaMessage;
  readonly chunks: readonly Buffer[];
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - from) / 1e9;
};

const workers = (times: number, concurrency: number, once_: () => Promise<void>): Promise<unknown> => {
  let left = times;
  const worker = async (): Promise<void> => {
    for (; left > 0; left -= 1) await once_();
  };
  return Promise.all(Array.from({ length: concurrency }, worker));
};

/** Uploads over gRPC, a connection for each that runs at once; answers seconds. */
export const loadGrpc = async (
  { grpc, token }: Running,
  file: () => ChunkedFile,
  times: number,
  concurrency: number,
): Promise<number> => {
  const clients = Array.from({ length: concurrency }, () => connect(grpc));
  const upload = async (): Promise<void> => {
    const client = clients.pop() ?? connect(grpc);
    const { metadata, chunks } = file();
    const parts = [{ metadata }, ...chunks.map((chunk) => ({ chunk })), { end: {} }];
    const { code, message } = await send(client, parts, { token });
    clients.push(client);
    if (code !== status.OK) throw new Error(`${grpc} answered ${status[code]}: ${message}`);
  };
  const took = await seconds(() => workers(times, concurrency, upload));
  clients.forEach((client) => client.close());
  return took;
};

/** Uploads over plain HTTP/2 on one connection; answers seconds. */
export const loadHttp2 = async ({ url }: Running, file: () => ChunkedFile, times: number): Promise<number> => {
  const session = connectHttp2(url);
  await once(session, 'connect');
  const upload = async (): Promise<void> => {
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    for (const chunk of file().chunks) if (!stream.write(chunk)) await once(stream, 'drain');
    stream.end();
    stream.resume();
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    if (headers[':status'] !== 200) throw new Error(`${url} answered ${String(headers[':status'])}`);
    if (!stream.closed) await once(stream, 'close');
  };
  const took = await seconds(() => workers(times, 1, upload));
  session.close();
  return took;
};
