import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import { multipartForm } from '../kit/multipart/write-form.js';
import { fail } from './failures/failure.js';

/** The body of a request, and the headers that belong to it. */
export interface SendBody {
  readonly headers: Record<string, string>;
  readonly content: string | AsyncIterable<Uint8Array>;
}

/** The fields of a message without a file. */
export const jsonBody = (fields: Record<string, string>): SendBody => ({
  headers: { 'content-type': 'application/json' },
  content: JSON.stringify(fields),
});

/** The fields of a message and its file. The file is streamed, with a progress bar on stderr. */
export const multipartBody = async (fields: Record<string, string>, path: string): Promise<SendBody> => {
  const found = await stat(path).catch(() => fail(`There is no file ${path}.`));
  if (!found.isFile()) fail(`${path} is not a file.`);
  const { headers, head, tail } = multipartForm(fields, {
    name: 'media_file',
    filename: basename(path),
    type: 'application/octet-stream',
    sizeBytes: found.size,
  });
  return { headers, content: withProgress(path, found.size, head, tail) };
};

async function* withProgress(path: string, size: number, head: Buffer, tail: Buffer): AsyncGenerator<Buffer> {
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value} of {total} bytes',
    stream: process.stderr,
    hideCursor: true,
    noTTYOutput: false,
  });
  bar.start(size, 0);
  try {
    yield head;
    yield* whole(path, size, (bytes) => bar.increment(bytes));
    yield tail;
  } finally {
    bar.stop();
  }
}

/**
 * Exactly `size` bytes of a file. Bytes that were added meanwhile are left out. Fails if the file has become shorter.
 */
async function* whole(path: string, size: number, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  if (size === 0) return;
  let left = size;
  for await (const chunk of createReadStream(path, { end: size - 1, highWaterMark: 256 * 1024 })) {
    const bytes = chunk as Buffer;
    yield bytes;
    left -= bytes.length;
    onBytes(bytes.length);
  }
  if (left > 0) fail(`${path} became shorter while it was sent.`);
}
