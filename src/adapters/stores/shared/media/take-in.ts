import * as E from 'fp-ts/lib/Either.js';
import { createHash } from 'node:crypto';
import { type Bytes } from '../../../../domain/model/bytes.js';
import { type TooLarge } from '../../../../domain/ports/media-storage.js';

/** The bytes that were taken in: how many, and their hash. */
export interface TakenIn {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Passes bytes on as they arrive, chunk by chunk, and hashes them. `TooLarge` as soon as there are more than
 * `limitBytes`: the chunk that passes the limit is not passed on, and nothing more is pulled.
 */
export const takeIn = async <F>(
  bytes: Bytes,
  limitBytes: number,
  write: (chunk: Uint8Array) => Promise<E.Either<F, void>>,
): Promise<E.Either<F | TooLarge, TakenIn>> => {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) return E.left({ _tag: 'TooLarge' });
    hash.update(chunk);
    const written = await write(chunk);
    if (E.isLeft(written)) return written;
  }
  return E.right({ sizeBytes, sha256: hash.digest('hex') });
};
