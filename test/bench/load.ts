import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { Pool } from 'undici';
import { type Extension } from '../../src/domain/model/media/media-rules.js';
import { sampleOfSize } from '../support/sample-of-size.js';
import { type Running } from './processes.js';

const BOUNDARY = 'postcardbench';

/** An upload whose bytes can be made different each time, so that no file is stored already. */
export interface Upload {
  readonly head: Buffer;
  readonly pieces: readonly Buffer[];
  readonly tail: Buffer;
  readonly length: number;
  /** Sixteen bytes in the middle of the file that mean nothing to its format. */
  readonly mark: Buffer;
}

export const makeUpload = (mediaType: 'image' | 'document', extension: Extension, sizeBytes: number): Upload =>
  uploadOf(
    mediaType,
    extension,
    [...sampleOfSize(extension, sizeBytes)].map((piece) => Buffer.from(piece)),
  );

/** An upload of a file in pieces, which are its own from now on. */
export const uploadOf = (mediaType: 'image' | 'document', extension: Extension, pieces: readonly Buffer[]): Upload => {
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = Buffer.from(
    `${field('phone', '+14155550123')}${field('media_type', mediaType)}--${BOUNDARY}\r\n` +
      `Content-Disposition: form-data; name="media_file"; filename="bench.${extension}"\r\n` +
      `Content-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a));
  const middle = Math.floor(longest.length / 2);
  return {
    head,
    pieces,
    tail,
    length: pieces.reduce((sum, { length }) => sum + length, head.length + tail.length),
    mark: longest.subarray(middle, middle + 16),
  };
};

/** Sends an upload `times` times, `concurrency` at once; answers seconds. Any answer but 200 ends the benchmark. */
export const load = async (
  target: Running,
  path: string,
  upload: Upload,
  times: number,
  concurrency: number,
): Promise<number> => {
  const pool = new Pool(target.url, { connections: concurrency, headersTimeout: 120_000 });
  let left = times;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path,
        headers: {
          authorization: `Bearer ${target.token}`,
          'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
          'content-length': String(upload.length),
        },
        body: bodyOf(upload),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${target.url} answered ${statusCode}: ${text}`);
    }
  };
  const from = process.hrtime.bigint();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  await pool.close();
  return seconds;
};

/** Small uploads go out in one piece; large ones are streamed. */
const bodyOf = (upload: Upload): Buffer | Readable => {
  randomBytes(16).copy(upload.mark);
  const chunks = [upload.head, ...upload.pieces, upload.tail];
  return upload.length <= 1_048_576 ? Buffer.concat(chunks) : Readable.from(chunks, { objectMode: false });
};
