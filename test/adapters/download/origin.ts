import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { makeMediaDownloader, type MediaDownloaderOptions } from '../../../src/adapters/download/media-downloader.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type MediaRefused, type Unavailable } from '../../../src/domain/model/errors.js';
import { type Found } from '../../../src/domain/ports/media-downloader.js';
import { makeOutgoingGuard, type OutgoingGuardOptions } from '../../../src/kit/outgoing-guard/outgoing-guard.js';

/** Servers on loopback that are stopped together, open connections and all. */
export const makeOrigins = () => {
  const servers = new Set<Server>();
  const sockets = new Set<Socket>();

  /** Starts any kind of server and answers its port. */
  const start = async (server: Server): Promise<number> => {
    servers.add(server);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  /** A server that speaks raw bytes: what `answer` writes once a request's head has come. */
  const startRaw = (answer: (socket: Socket, head: string) => void): Promise<number> =>
    start(
      createServer((socket) => {
        let head = '';
        socket.on('data', (bytes: Buffer) => {
          const before = head.includes('\r\n\r\n');
          head += bytes.toString('latin1');
          if (!before && head.includes('\r\n\r\n')) answer(socket, head);
        });
      }),
    );

  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
    servers.clear();
  };

  return { start, startRaw, stop, openSockets: () => sockets.size };
};

/** What a test keeps of what was found. */
export interface Kept extends Omit<Found, 'bytes'> {
  readonly text: string;
}

export type Outcome = E.Either<MediaRefused | Unavailable | 'unwanted', Kept>;

/** Keeps everything. */
export const keepAll = (found: Found): TE.TaskEither<'unwanted', Kept> =>
  TE.fromTask(async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of found.bytes) chunks.push(chunk);
    const { pathName, dispositionName, askedName, contentType } = found;
    return { pathName, dispositionName, askedName, contentType, text: Buffer.concat(chunks).toString('latin1') };
  });

/** A downloader that may go to these ports of 127.0.0.1. */
export const downloaderFor = (
  ports: readonly number[],
  options: Omit<MediaDownloaderOptions, 'guard'> = {},
  guard: OutgoingGuardOptions = {},
) => {
  const allowedHosts = [...ports.map((port) => ({ host: '127.0.0.1', port })), ...(guard.allowedHosts ?? [])];
  return makeMediaDownloader({
    guard: makeOutgoingGuard({ connectTimeout: 60_000, ...guard, allowedHosts }),
    ...options,
  });
};

export const account = (id: number): AccountId => id as AccountId;

/** The reason of a refusal, the tag of another failure, or the text that was kept. */
export const wordOf = (outcome: Outcome): string => {
  if (E.isRight(outcome)) return `kept ${outcome.right.text}`;
  if (outcome.left === 'unwanted') return 'unwanted';
  return outcome.left._tag === 'MediaRefused' ? outcome.left.reason : outcome.left._tag;
};
