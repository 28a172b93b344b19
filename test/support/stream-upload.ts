import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { type Extension, type MediaType } from '../../src/domain/model/media/media-rules.js';
import { sampleOfSize } from './sample-of-size.js';
import { type Sender } from './send.js';

export interface StreamedUpload {
  readonly type: MediaType;
  readonly extension: Extension;
  readonly sizeBytes: number;
}

const BOUNDARY = 'a-boundary';

const field = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/**
 * Uploads a file of exactly this size without ever holding it; reads the answer, which may come before its end.
 * `onPiece` hears of each piece when the one before is on its way.
 */
export const streamUpload = async (
  { url, token }: Sender,
  { type, extension, sizeBytes }: StreamedUpload,
  onPiece: (bytes: number) => void = () => undefined,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> => {
  const head = Buffer.from(
    `${field('phone', '14155550123')}${field('media_type', type)}--${BOUNDARY}\r\n` +
      `Content-Disposition: form-data; name="media_file"; filename="it.${extension}"\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const outgoing = request(`${url}/messages/media`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': head.length + sizeBytes + tail.length,
    },
  });
  // Whoever is answered early may find the connection closed while it still writes.
  outgoing.on('error', () => undefined);
  const body = function* () {
    yield head;
    for (const piece of sampleOfSize(extension, sizeBytes)) {
      onPiece(piece.length);
      yield piece;
    }
    yield tail;
  };
  Readable.from(body()).pipe(outgoing);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
  };
};
