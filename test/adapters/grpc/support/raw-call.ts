import { once } from 'node:events';
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';

/** What a server answered to a call whose bytes we wrote ourselves. */
export interface RawAnswer {
  readonly httpStatus: number | null;
  /** Of the trailers, or of the head where there are none; null where the stream broke off. */
  readonly grpcStatus: number | null;
  /** The code of the reset that ended the stream. */
  readonly resetCode: number;
}

export const SEND_MEDIA = '/postcard.v1.MessageService/SendMediaMessage';

export const openSession = async (address: string): Promise<ClientHttp2Session> => {
  const session = connect(`http://${address}`);
  session.on('error', () => undefined);
  // The limits of the server are in force once its settings are known.
  await once(session, 'remoteSettings');
  return session;
};

/** A message in gRPC's framing. */
export const framed = (message: Uint8Array, compressed = false): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed ? 1 : 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};

/** Calls with these headers, writes these bytes as they are and half-closes. */
export const rawCall = async (
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  ...bytes: readonly Uint8Array[]
): Promise<RawAnswer> => {
  const stream = session.request({
    ':method': 'POST',
    ':path': SEND_MEDIA,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  let httpStatus: number | null = null;
  let grpcStatus: number | null = null;
  const take = (came: Record<string, unknown>): void => {
    if (came['grpc-status'] !== undefined) grpcStatus = Number(came['grpc-status']);
  };
  stream.on('response', (came) => {
    httpStatus = came[':status'] ?? null;
    take(came);
  });
  stream.on('trailers', take).on('error', () => undefined);
  stream.resume();
  for (const part of bytes) stream.write(part);
  stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  return { httpStatus, grpcStatus, resetCode: stream.rstCode ?? 0 };
};
